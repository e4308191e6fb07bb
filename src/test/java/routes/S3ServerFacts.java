package routes;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import routes.config.Settings;
import routes.copy.CopyAttributes;
import routes.s3.ConditionalS3Client;
import routes.s3.CopyPolicy;
import routes.testing.LogLines;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** What an S3-protocol server does where they are known to differ, found out with the program's own client where that sends the request. */
final class S3ServerFacts {

    /** A server that was started. */
    record Server(String version, URI endpoint, String accessKey, String secretKey, S3Client client) {}

    private static final int MB = 1 << 20;
    private static final byte[] LARGE = new byte[11 * MB];
    private static final String TAGS = "project=one&team=a%20b";

    private static final Map<String, String> ODD = new LinkedHashMap<>();

    static {
        new Random(5).nextBytes(LARGE);
        ODD.put("`//`", "a//b");
        ODD.put("`/` at the end", "folder/");
        ODD.put("`.`", "a/./b");
        ODD.put("`..`", "a/../b");
        ODD.put("space at either end", " a ");
        ODD.put("`%`", "a%20b%");
        ODD.put("`+`", "a+b");
        ODD.put("`?#&=;`", "a?b#c&d=e;f");
        ODD.put("quotes, `<`, backslash", "a'b\"c<d>\\e");
        ODD.put("NFC beside NFD", "\u00e9");
        ODD.put("over U+FFFF", "\ud83d\ude00");
        ODD.put("control characters", "a\u0001b\tc");
        ODD.put("line feed", "a\nb");
        ODD.put("1,024 bytes", "k".repeat(1024 - "odd/".length()));
        ODD.put("1,024 bytes in short segments", "segment/".repeat(127) + "last");
    }

    private static final String AS_S3 = "as S3's";

    private final S3Client s3;
    private final String source;
    private final String target;
    private final Map<String, String> facts = new LinkedHashMap<>();

    /** Of a server with these two empty buckets. */
    S3ServerFacts(S3Client s3, String source, String target) {
        this.s3 = s3;
        this.source = source;
        this.target = target;
    }

    /** Whether a listing goes on after a page that ends with this letter. */
    boolean listsPagesAfter(String letter) {
        String question = "a listing's next page, after the key `pages/" + letter + "`";
        fact(question, () -> {
            put("pages/" + letter, "one");
            put("pages/" + letter + letter, "two");
            long listed = s3
                    .listObjectsV2Paginator(request -> request.bucket(source)
                            .prefix("pages/" + letter)
                            .encodingType("url")
                            .maxKeys(1))
                    .contents()
                    .stream()
                    .count();
            return listed == 2 ? AS_S3 : listed + " of 2 objects";
        });
        return facts.get(question).equals(AS_S3);
    }

    /** What each asks, and the answer. */
    Map<String, String> find() {
        conditions();
        fact("kept by a copy at once", () -> kept(false));
        fact("kept by a copy in parts", () -> kept(true));
        fact("ETag of a copy in parts", () -> tag("parts/false"));
        fact("order of a listing", this::order);
        fact("`encoding-type=url`", this::encoding);
        fact(
                "HEAD of a missing key",
                () -> status(() -> s3.headObject(r -> r.bucket(target).key("missing"))));
        fact("copy of a missing key", () -> status(() -> s3.copyObject(copy("missing", "missing"))));
        fact("DeleteObjects", this::deleteObjects);
        // not every server survives it
        fact("keys that are not taken, copied or listed as they are", this::oddKeys);
        return facts;
    }

    private void fact(String name, Callable<String> question) {
        String answer;
        try {
            answer = question.call();
        } catch (S3Exception e) {
            answer = "fails: " + words(e);
        } catch (Exception e) {
            answer = "fails: "
                    + Objects.toString(e.getMessage(), e.getClass().getSimpleName())
                            .lines()
                            .findFirst()
                            .orElse("");
        }
        facts.put(name, answer);
    }

    private static String words(S3Exception e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return e.statusCode() + (code == null ? "" : " " + code);
    }

    private static String status(Callable<?> request) throws Exception {
        try {
            request.call();
            return "200";
        } catch (S3Exception e) {
            return words(e);
        }
    }

    private void put(String key, String content) {
        s3.putObject(request -> request.bucket(source).key(key), RequestBody.fromString(content));
    }

    private CopyObjectRequest copy(String from, String to) {
        return CopyObjectRequest.builder()
                .sourceBucket(source)
                .sourceKey(from)
                .destinationBucket(target)
                .destinationKey(to)
                .build();
    }

    private void conditions() {
        fact("`If-None-Match: *` on a copy, object is there", () -> {
            put("there", "one");
            s3.copyObject(copy("there", "there"));
            return condition(copy("there", "there").toBuilder().ifNoneMatch("*").build());
        });
        fact(
                "`If-Match` on a copy, another object is there",
                () -> condition(copy("there", "there").toBuilder()
                        .ifMatch("\"00000000000000000000000000000000\"")
                        .build()));
        fact(
                "`x-amz-copy-source-if-match`, another source",
                () -> condition(copy("there", "there").toBuilder()
                        .copySourceIfMatch("\"00000000000000000000000000000000\"")
                        .build()));
    }

    private String condition(CopyObjectRequest copy) throws Exception {
        String status = status(() -> s3.copyObject(copy));
        return status.startsWith("412") ? "honoured" : status.equals("200") ? "ignored" : status;
    }

    /** Copies an object with everything as the program does, and says what is not there. */
    private String kept(boolean inParts) throws Exception {
        String key = "parts/" + !inParts;
        List<String> lost = new ArrayList<>();
        PutObjectRequest put = PutObjectRequest.builder()
                .bucket(source)
                .key(key)
                .contentType("image/png")
                .cacheControl("max-age=60")
                .contentDisposition("inline")
                .contentLanguage("de")
                .metadata(Map.of("owner", "me"))
                .tagging(TAGS)
                .build();
        try {
            s3.putObject(put, RequestBody.fromBytes(LARGE));
        } catch (S3Exception e) {
            lost.add("an upload with tags is refused (" + words(e) + ")");
            s3.putObject(put.toBuilder().tagging((String) null).build(), RequestBody.fromBytes(LARGE));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("copy.storage-class", "STANDARD_IA");
        settings.put("copy.acl", "public-read");
        String said;
        try {
            said = copied(settings, key, inParts);
        } catch (RuntimeException e) {
            lost.add("a copy with storage class STANDARD_IA and an ACL fails ("
                    + (e instanceof S3Exception answer ? words(answer) : e.getMessage()) + ")");
            settings.clear();
            said = copied(settings, key, inParts);
        }
        boolean uploaded = !tags(source, key).isEmpty();
        if (!uploaded && lost.isEmpty()) {
            lost.add("tags, also of an upload");
        }
        lost.addAll(differences(key, !settings.isEmpty()));
        if (uploaded && lost.contains("tags") != said.contains("tags")) {
            throw new AssertionError("tags lost: " + lost + ", and said was: " + said);
        }
        return lost.isEmpty() ? "all" : "not: " + String.join(", ", lost);
    }

    /** Copies as the program does; returns the warning that it gives. */
    private String copied(Map<String, String> changes, String key, boolean inParts) {
        Map<String, String> all = new LinkedHashMap<>(changes);
        all.put("copy.overwrite", "true");
        if (inParts) {
            all.put("copy.multipart.threshold", "5MB");
            all.put("copy.multipart.part-size", "5MB");
        }
        Settings settings = Settings.load(name -> null, name -> null).with(all);
        try (LogLines log = new LogLines()) {
            // not closed: the client within is the caller's
            new ConditionalS3Client(s3, CopyPolicy.of(settings))
                    .copyObject(CopyAttributes.of(settings).toBuilder()
                            .sourceBucket(source)
                            .sourceKey(key)
                            .destinationBucket(target)
                            .destinationKey(key)
                            .build());
            return log.lines().stream()
                    .filter(line -> line.startsWith("WARN"))
                    .filter(line -> line.contains("does not make"))
                    .map(line -> line.substring(line.indexOf("make"), line.indexOf(" of copies")))
                    .collect(Collectors.joining());
        }
    }

    private List<String> differences(String key, boolean asked) {
        List<String> lost = new ArrayList<>();
        HeadObjectResponse there = s3.headObject(r -> r.bucket(target).key(key));
        expect(lost, "content type", "image/png".equals(there.contentType()));
        expect(lost, "Cache-Control", "max-age=60".equals(there.cacheControl()));
        expect(lost, "Content-Disposition", "inline".equals(there.contentDisposition()));
        expect(lost, "Content-Language", "de".equals(there.contentLanguage()));
        expect(lost, "metadata", "me".equals(there.metadata().get("owner")));
        if (asked) {
            expect(lost, "storage class", "STANDARD_IA".equals(there.storageClassAsString()));
            expect(lost, "ACL", grants(key).contains("AllUsers"));
        }
        expect(lost, "tags", tags(target, key).equals(tags(source, key)));
        boolean same = java.util.Arrays.equals(
                LARGE, s3.getObjectAsBytes(r -> r.bucket(target).key(key)).asByteArray());
        expect(lost, "CONTENT", same);
        return lost;
    }

    private static void expect(List<String> lost, String what, boolean kept) {
        if (!kept) {
            lost.add(what);
        }
    }

    private String grants(String key) {
        try {
            return s3.getObjectAcl(r -> r.bucket(target).key(key)).grants().toString();
        } catch (SdkException e) {
            return "";
        }
    }

    private String tags(String bucket, String key) {
        try {
            return s3.getObjectTagging(r -> r.bucket(bucket).key(key)).tagSet().stream()
                    .sorted(java.util.Comparator.comparing(Tag::key))
                    .map(tag -> tag.key() + "=" + tag.value())
                    .collect(Collectors.joining("&"));
        } catch (SdkException e) {
            return "";
        }
    }

    private String tag(String key) {
        String tag = s3.headObject(r -> r.bucket(target).key(key)).eTag().replace("\"", "");
        return tag.matches("[0-9a-f]{32}-3") ? "as S3's" : tag.replaceAll("[0-9a-f]{32}", "MD5");
    }

    private String oddKeys() {
        List<String> failed = new ArrayList<>();
        ODD.forEach((name, text) -> {
            String key = "odd/" + text;
            String failure = name;
            try {
                put(key, name);
                failure = name + " (no copy)";
                if (name.startsWith("NFC")) {
                    put("odd/e\u0301", "the other one");
                }
                s3.copyObject(copy(key, key));
                failure = name + " (other content)";
                String content =
                        s3.getObjectAsBytes(r -> r.bucket(target).key(key)).asString(StandardCharsets.UTF_8);
                if (content.equals(name)) {
                    failure = name + " (not listed as it is)";
                    boolean listed = list(target, key).stream().anyMatch(key::equals);
                    failure = listed ? "" : failure;
                }
            } catch (S3Exception e) {
                failure += " " + e.statusCode();
            } catch (RuntimeException e) {
                failure += " " + e.getClass().getSimpleName();
            }
            if (!failure.isEmpty()) {
                failed.add(failure);
            }
        });
        return failed.isEmpty() ? "none" : String.join(", ", failed);
    }

    /** As the program lists. */
    private List<String> list(String bucket, String prefix) {
        return s3.listObjectsV2(r -> r.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private String order() {
        List<String> binary = List.of("order/A", "order/a-", "order/a0", "order/\uff5e", "order/\ud83d\ude00");
        binary.forEach(key -> put(key, key));
        List<String> listed = list(source, "order/");
        if (listed.equals(binary)) {
            return "UTF-8 binary, as S3's";
        }
        return listed.equals(binary.stream().sorted().toList()) ? "UTF-16" : "another: " + listed;
    }

    private String encoding() {
        put("encoded/a b", "x");
        boolean said = s3.listObjectsV2(r -> r.bucket(source).prefix("encoded/").encodingType(EncodingType.URL))
                        .encodingType()
                == EncodingType.URL;
        boolean right = list(source, "encoded/").equals(List.of("encoded/a b"));
        return (said ? "honoured" : "ignored") + (right ? "" : ", key read wrongly: " + list(source, "encoded/"));
    }

    private String deleteObjects() {
        put("gone/1", "x");
        int deleted = s3.deleteObjects(r -> r.bucket(source)
                        .delete(Delete.builder()
                                .objects(
                                        ObjectIdentifier.builder().key("gone/1").build(),
                                        ObjectIdentifier.builder()
                                                .key("gone/never")
                                                .build())
                                .build()))
                .deleted()
                .size();
        boolean gone = list(source, "gone/").isEmpty();
        return gone && deleted == 2
                ? "as S3's"
                : (gone ? "" : "the object stays; ") + deleted + " of 2 said to be deleted, one of them missing";
    }
}
