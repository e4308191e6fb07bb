package routes.connect;

import java.util.List;
import routes.config.Settings;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Asks S3 whether a bucket is there and may be used. */
final class BucketCheck {

    private final String region;
    private final S3Client s3;

    BucketCheck(Settings settings, S3Client s3) {
        this.region = settings.text("aws.region");
        this.s3 = s3;
    }

    /**
     * Asks, waiting for a server that is only just starting.
     *
     * @param key the setting that names the bucket
     * @return a line for each problem found
     */
    List<String> check(Patience patience, String key, String bucket) {
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
                if (!e.getMessage().startsWith("Unable to execute HTTP request") || !patience.pause()) {
                    return List.of(Settings.line(key, "cannot be reached: " + bucket + ": " + Explanation.of(e)));
                }
            } catch (SdkException e) {
                return List.of(Settings.line(key, "cannot be checked: " + bucket + ": " + Explanation.of(e)));
            }
        }
    }
}
