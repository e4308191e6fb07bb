package routes.s3;

import java.util.OptionalLong;
import routes.config.ConfigurationException;
import routes.config.Settings;

/**
 * How a copy is made sure of.
 *
 * @param multipartThreshold bytes from which objects are copied in parts; empty: only those that S3 refuses to copy at once
 * @param partSize bytes
 * @param parallelParts parts that this process copies at the same time, over all its objects
 */
public record CopyPolicy(Verify verify, OptionalLong multipartThreshold, long partSize, int parallelParts) {

    /** How a copy is confirmed, besides S3's own answer. */
    public enum Verify {
        /** Not at all. */
        NONE,
        /** Both objects are looked at: equal size, and equal ETag or checksum where those can be compared. */
        HEAD,
        /** An ETag or a checksum must prove the contents equal; where neither can be compared, both objects are read. */
        ETAG
    }

    /** S3's limits on a part, but the last. */
    private static final long LEAST_PART = 5L << 20;

    private static final long MOST_PART = 5L << 30;

    /**
     * Reads and checks the settings.
     *
     * @throws ConfigurationException when one cannot be used
     */
    public static CopyPolicy of(Settings settings) {
        return new CopyPolicy(
                settings.choice("copy.verify", Verify.class),
                settings.has("copy.multipart.threshold")
                        ? OptionalLong.of(settings.bytes("copy.multipart.threshold", LEAST_PART, MOST_PART))
                        : OptionalLong.empty(),
                settings.bytes("copy.multipart.part-size", LEAST_PART, MOST_PART),
                settings.integer("copy.multipart.parallel-parts", 1, 1000));
    }
}
