package routes.connect;

import java.util.ArrayList;
import java.util.List;
import routes.config.Migration;
import routes.config.Settings;
import routes.s3.ConditionalS3Client;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Asks S3 whether the buckets are there and may be used. */
final class BucketCheck {

    private final String region;
    private final S3Client reader;
    private final S3Client copier;

    BucketCheck(Settings settings, ConditionalS3Client s3) {
        this.region = settings.text("aws.region");
        this.reader = s3;
        this.copier = s3.copier();
    }

    /**
     * Asks for both buckets, waiting for a server that is only just starting. The source bucket may be in any region, and the target
     * bucket must be in that of the copies.
     *
     * @return a line for each problem found
     */
    List<String> check(Patience patience, Migration migration) {
        List<String> problems = new ArrayList<>();
        boolean same = migration.targetBucket().equals(migration.sourceBucket());
        problems.addAll(check(patience, same ? copier : reader, "source.s3.bucket", migration.sourceBucket()));
        if (!same) {
            problems.addAll(check(patience, copier, "target.s3.bucket", migration.targetBucket()));
        }
        return problems;
    }

    private List<String> check(Patience patience, S3Client s3, String key, String bucket) {
        while (true) {
            try {
                s3.headBucket(request -> request.bucket(bucket));
                return List.of();
            } catch (S3Exception e) {
                return List.of(Settings.line(
                        key,
                        switch (e.statusCode()) {
                            case 404 -> "names no bucket that exists: " + bucket;
                            case 403 -> "names a bucket that these credentials may not use: " + bucket;
                            case 301, 400 ->
                                "names a bucket that does not answer in " + region + " (AWS_REGION): " + bucket;
                            default -> "cannot be checked: " + bucket + ": status " + e.statusCode();
                        }));
            } catch (SdkClientException e) {
                if (!e.getMessage().startsWith("Unable to execute HTTP request")
                        || !patience.pause("S3, which is to show the bucket " + bucket)) {
                    return List.of(Settings.line(key, "cannot be reached: " + bucket + ": " + Explanation.of(e)));
                }
            } catch (SdkException e) {
                return List.of(Settings.line(key, "cannot be checked: " + bucket + ": " + Explanation.of(e)));
            }
        }
    }
}
