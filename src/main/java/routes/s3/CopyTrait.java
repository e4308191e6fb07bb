package routes.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What a copy carries besides its content, as far as it can be looked at: what it was to have, and what the object at the new key has. */
enum CopyTrait {
    HEADERS("headers", "COPY_METADATA") {
        @Override
        Map<String, String> asked(CreateMultipartUploadRequest request) {
            return present(
                    "Content-Type", request.contentType(),
                    "Cache-Control", request.cacheControl(),
                    "Content-Disposition", request.contentDisposition(),
                    "Content-Encoding", request.contentEncoding(),
                    "Content-Language", request.contentLanguage());
        }

        @Override
        Map<String, String> there(HeadObjectResponse object, String tags) {
            return present(
                    "Content-Type", object.contentType(),
                    "Cache-Control", object.cacheControl(),
                    "Content-Disposition", object.contentDisposition(),
                    "Content-Encoding", object.contentEncoding(),
                    "Content-Language", object.contentLanguage());
        }
    },
    METADATA("metadata", "COPY_METADATA") {
        @Override
        Map<String, String> asked(CreateMultipartUploadRequest request) {
            return lowerCase(request.metadata());
        }

        @Override
        Map<String, String> there(HeadObjectResponse object, String tags) {
            return lowerCase(object.metadata());
        }
    },
    TAGS("tags", "COPY_TAGS") {
        @Override
        Map<String, String> asked(CreateMultipartUploadRequest request) {
            return pairs(request.tagging());
        }

        @Override
        Map<String, String> there(HeadObjectResponse object, String tags) {
            return pairs(tags);
        }
    },
    STORAGE_CLASS("the storage class", "COPY_STORAGE_CLASS") {
        @Override
        Map<String, String> asked(CreateMultipartUploadRequest request) {
            return present("class", request.storageClassAsString());
        }

        @Override
        Map<String, String> there(HeadObjectResponse object, String tags) {
            // S3 says nothing of its default
            return present(
                    "class",
                    Optional.ofNullable(object.storageClassAsString()).orElse(StorageClass.STANDARD.toString()));
        }
    },
    ENCRYPTION("encryption", "COPY_SSE") {
        @Override
        Map<String, String> asked(CreateMultipartUploadRequest request) {
            return present("sse", request.serverSideEncryptionAsString());
        }

        @Override
        Map<String, String> there(HeadObjectResponse object, String tags) {
            return present("sse", object.serverSideEncryptionAsString());
        }
    };

    private final String words;
    private final String setting;

    CopyTrait(String words, String setting) {
        this.words = words;
        this.setting = setting;
    }

    /** What the object is to have; empty when nothing is asked for. */
    abstract Map<String, String> asked(CreateMultipartUploadRequest request);

    /**
     * What the object has.
     *
     * @param tags of the object, percent-encoded; null when they were not read
     */
    abstract Map<String, String> there(HeadObjectResponse object, String tags);

    /** For people. */
    String words() {
        return words;
    }

    /** The setting that says what copies are to have of it, where not their sources' is taken. */
    String setting() {
        return setting;
    }

    /**
     * The names in which the object differs from what was asked for, if any.
     *
     * @param exactly whether it is to have nothing else
     */
    final String difference(
            CreateMultipartUploadRequest request, HeadObjectResponse object, String tags, boolean exactly) {
        Map<String, String> asked = asked(request);
        Map<String, String> there = there(object, tags);
        return Stream.concat(asked.keySet().stream(), exactly ? there.keySet().stream() : Stream.empty())
                .distinct()
                .filter(name -> !Objects.equals(asked.get(name), there.get(name)))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> present(String... namesAndValues) {
        Map<String, String> present = new TreeMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            if (namesAndValues[index + 1] != null && !namesAndValues[index + 1].isEmpty()) {
                present.put(namesAndValues[index], namesAndValues[index + 1]);
            }
        }
        return present;
    }

    /** S3 keeps names of metadata in lower case. */
    private static Map<String, String> lowerCase(Map<String, String> metadata) {
        Map<String, String> named = new TreeMap<>();
        metadata.forEach((name, text) -> named.put(name.toLowerCase(Locale.ROOT), text));
        return named;
    }

    private static Map<String, String> pairs(String encoded) {
        Map<String, String> pairs = new TreeMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            for (String pair : encoded.split("&", -1)) {
                int equals = pair.indexOf('=');
                pairs.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
