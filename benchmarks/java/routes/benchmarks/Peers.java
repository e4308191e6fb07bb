package routes.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import routes.embedded.EmbeddedS3;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Another copier on the same objects of the same S3-protocol server: rclone, told to copy inside the server with all it has. */
final class Peers {

    private static final int CONCURRENCY = 64;
    private static final byte[] CONTENT = new byte[1024];

    private final Lab lab;
    private final int objects;
    private final Map<String, String> settings;

    Peers(Lab lab, int objects, Map<String, String> settings) {
        this.lab = lab;
        this.objects = objects;
        this.settings = new HashMap<>(settings);
        this.settings.put("copy.concurrency", Integer.toString(CONCURRENCY));
    }

    void run(List<Map<String, Object>> table) throws Exception {
        try (EmbeddedS3 s3 = new EmbeddedS3(lab.workspace(), EmbeddedS3.Backend.FILESYSTEM)) {
            s3.start();
            s3.createBucket(Sample.SOURCE_BUCKET);
            s3.createBucket(Sample.TARGET_BUCKET);
            s3.createBucket("rclone");
            IntStream.rangeClosed(1, objects)
                    .parallel()
                    .forEach(number -> s3.put(
                            PutObjectRequest.builder()
                                    .bucket(Sample.SOURCE_BUCKET)
                                    .key(Sample.SOURCE_PREFIX + Sample.name(number))
                                    .build(),
                            CONTENT));
            table.add(rclone(s3));
            table.add(migration(s3));
        }
    }

    private Map<String, Object> rclone(EmbeddedS3 s3) throws Exception {
        Map<String, String> remote = Map.of(
                "RCLONE_CONFIG",
                "/dev/null",
                // rclone refuses to start with authorities of its environment
                "AWS_CA_BUNDLE",
                "",
                "RCLONE_CONFIG_S_TYPE",
                "s3",
                "RCLONE_CONFIG_S_PROVIDER",
                "Other",
                "RCLONE_CONFIG_S_ENDPOINT",
                s3.endpoint().toString(),
                "RCLONE_CONFIG_S_ACCESS_KEY_ID",
                s3.accessKey(),
                "RCLONE_CONFIG_S_SECRET_ACCESS_KEY",
                s3.secretKey());
        List<String> command = List.of(
                "rclone",
                "copy",
                "s:" + Sample.SOURCE_BUCKET + "/image",
                "s:rclone/avatar",
                "--transfers=" + CONCURRENCY,
                "--checkers=" + CONCURRENCY,
                "--fast-list",
                "--no-check-dest",
                "--s3-no-check-bucket",
                "--s3-no-head");
        try (Child rclone = Child.start("rclone", lab.logs(), remote, command)) {
            rclone.awaitSuccess(3600);
            return row("rclone copy", rclone.seconds(), rclone.cpuSeconds());
        } catch (IOException e) {
            if (e.getMessage().contains("Cannot run program")) {
                System.err.println("rclone is not installed (apt-get install rclone): left out");
                return row("rclone copy", Double.NaN, Double.NaN);
            }
            throw e;
        }
    }

    private Map<String, Object> migration(EmbeddedS3 s3) throws Exception {
        lab.prepare(objects);
        Map<String, String> more = new HashMap<>(settings);
        more.put("aws.access.key.id", s3.accessKey());
        more.put("aws.secret.access.key", s3.secretKey());
        Lab.Endpoint endpoint = new Lab.Endpoint(s3.endpoint().toString(), null);
        try (Child producer = lab.program("producer", endpoint, more);
                Child consumer = lab.program("consumer", endpoint, more)) {
            producer.awaitSuccess(3600);
            consumer.terminate();
            return row(
                    "this program, objects and rows",
                    producer.seconds(),
                    producer.cpuSeconds() + consumer.cpuSeconds());
        }
    }

    private Map<String, Object> row(String name, double seconds, double cpuSeconds) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("copier", name);
        row.put("objects", objects);
        row.put("in flight", CONCURRENCY);
        row.put("seconds", seconds);
        row.put("objects/s", objects / seconds);
        row.put("CPU us", cpuSeconds * 1e6 / objects);
        return row;
    }
}
