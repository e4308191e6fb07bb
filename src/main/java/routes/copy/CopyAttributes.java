package routes.copy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** What the settings say of every copy: what it carries besides its content, and whether it may overwrite. */
public final class CopyAttributes {

    private static final String TAGS = "copy.tags";
    private static final String METADATA = "copy.metadata";

    /** S3's limit on the tags of an object. */
    private static final int MOST_TAGS = 10;

    /** What a setting says of tags or metadata that a copy is not to have; empty, the copy has its source's. */
    private static final String NONE = "none";

    private final Settings settings;
    private final List<String> problems = new ArrayList<>();
    private final CopyObjectRequest.Builder request = CopyObjectRequest.builder();

    private CopyAttributes(Settings settings) {
        this.settings = settings;
    }

    /**
     * The request for a copy, which lacks only its objects. Unless {@code copy.overwrite} is set it says {@code If-None-Match:
     * *}: an object at the new key is never overwritten.
     *
     * @throws ConfigurationException with every problem found
     */
    public static CopyObjectRequest of(Settings settings) {
        return new CopyAttributes(settings).read();
    }

    private CopyObjectRequest read() {
        known("copy.storage-class", StorageClass.knownValues(), request::storageClass);
        known("copy.acl", ObjectCannedACL.knownValues(), request::acl);
        check(this::encryption);
        check(this::tagging);
        check(this::metadata);
        check(this::condition);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return request.build();
    }

    private void encryption() {
        Optional<ServerSideEncryption> encryption =
                known("copy.sse", ServerSideEncryption.knownValues(), request::serverSideEncryption);
        boolean kms = encryption.isPresent() && encryption.get() != ServerSideEncryption.AES256;
        if (settings.has("copy.kms-key-id")) {
            if (!kms) {
                throw Settings.problem("copy.kms-key-id", "is of use only with COPY_SSE=aws:kms or aws:kms:dsse");
            }
            request.ssekmsKeyId(settings.text("copy.kms-key-id"));
        }
    }

    private void tagging() {
        if (!settings.has(TAGS)) {
            return;
        }
        request.taggingDirective(TaggingDirective.REPLACE);
        Map<String, String> tags = given(TAGS);
        if (tags.size() > MOST_TAGS) {
            throw Settings.problem(TAGS, "has " + tags.size() + " tags; S3 holds " + MOST_TAGS);
        }
        if (!tags.isEmpty()) {
            request.tagging(settings.text(TAGS));
        }
    }

    private void metadata() {
        if (!settings.has(METADATA)) {
            return;
        }
        request.metadataDirective(MetadataDirective.REPLACE);
        Map<String, String> own = new LinkedHashMap<>();
        given(METADATA).forEach((name, value) -> {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "content-type" -> request.contentType(value);
                case "cache-control" -> request.cacheControl(value);
                case "content-disposition" -> request.contentDisposition(value);
                case "content-encoding" -> request.contentEncoding(value);
                case "content-language" -> request.contentLanguage(value);
                case "expires" -> request.expires(instant(value));
                default -> own.put(name, value);
            }
        });
        request.metadata(own);
    }

    private void condition() {
        if (!settings.flag("copy.overwrite")) {
            request.ifNoneMatch("*");
        } else if (settings.choice("key.mapping", Migration.KeyMapping.class) == Migration.KeyMapping.BASENAME) {
            throw Settings.problem(
                    "copy.overwrite",
                    "must be false with KEY_MAPPING=basename: rows that arrive during the run could overwrite each"
                            + " other's objects");
        }
    }

    /** {@code none}, or {@code a=1&b=2}, percent-encoded. */
    private Map<String, String> given(String key) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (settings.text(key).equals(NONE)) {
            return pairs;
        }
        for (String pair : settings.text(key).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw Settings.problem(
                        key,
                        "must be empty for the source's, none, or like name=value&other=value, percent-encoded; and is \""
                                + settings.text(key) + "\"");
            }
            try {
                pairs.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                throw Settings.problem(key, "is not well percent-encoded: " + pair);
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Settings.problem(METADATA, "has an Expires that is not like 2030-12-31T00:00:00Z: " + text);
        }
    }

    /** A value that the S3 API names; empty text is S3's own default. */
    private <T> Optional<T> known(String key, Iterable<T> values, Consumer<T> setter) {
        if (!settings.has(key)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (T value : values) {
            if (value.toString().equalsIgnoreCase(settings.text(key))) {
                setter.accept(value);
                return Optional.of(value);
            }
            names.add(value.toString());
        }
        names.sort(null);
        problems.add(Settings.line(
                key, "must be one of " + String.join(", ", names) + ", and is \"" + settings.text(key) + "\""));
        return Optional.empty();
    }

    private void check(Runnable reader) {
        try {
            reader.run();
        } catch (ConfigurationException e) {
            problems.addAll(e.problems());
        }
    }
}
