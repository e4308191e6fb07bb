package routes.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What was found out about the objects of rows, from a sample or from all of them. */
public final class ObjectFindings {

    /** Largest object that one request copies. */
    private static final long LARGE = 5L * 1024 * 1024 * 1024;

    private static final Set<StorageClass> ARCHIVES = EnumSet.of(StorageClass.GLACIER, StorageClass.DEEP_ARCHIVE);
    private static final double Z95 = 1.96;
    private static final int EXAMPLES = 10;

    private long looked;
    private long missing;
    private long archived;
    private long large;
    private long unknown;
    private final List<String> unknownExamples = new ArrayList<>();
    private double bytes;
    private long largest;

    /**
     * The sums.
     *
     * @param looked objects looked at
     * @param missing of them, those that are not there
     * @param archived of them, those in an archive class, which must be restored first
     * @param large of them, those over 5 GiB, which are copied in parts
     * @param unknown of them, those that S3 refuses to show
     * @param meanBytes mean size of those that are there
     * @param largestBytes size of the largest
     * @param missingLow lower end of the 95 % confidence interval of the missing ones' share, 0 to 1
     * @param missingHigh its upper end
     * @param unknownExamples the first of those that S3 refuses to show, each with S3's answer
     */
    public record Sums(
            long looked,
            long missing,
            long archived,
            long large,
            long unknown,
            double meanBytes,
            long largestBytes,
            double missingLow,
            double missingHigh,
            List<String> unknownExamples) {}

    public synchronized void missing() {
        looked++;
        missing++;
    }

    /**
     * S3 refuses to show an object.
     *
     * @param what its key and S3's answer, for people
     */
    public synchronized void unknown(String what) {
        looked++;
        unknown++;
        if (unknownExamples.size() < EXAMPLES) {
            unknownExamples.add(what);
        }
    }

    public synchronized void found(long size, boolean archive) {
        looked++;
        bytes += size;
        largest = Math.max(largest, size);
        large += size > LARGE ? 1 : 0;
        archived += archive ? 1 : 0;
    }

    /** Whether a storage class, as S3 names it, must be restored before it can be copied; null is the standard class. */
    public static boolean isArchive(String storageClass) {
        return storageClass != null && ARCHIVES.contains(StorageClass.fromValue(storageClass));
    }

    /**
     * The sums so far.
     *
     * @param all whether every object was looked at, so that the share is known and not estimated
     */
    public synchronized Sums sums(boolean all) {
        long found = looked - missing - unknown;
        double share = looked == 0 ? 0 : (double) missing / looked;
        double low = share;
        double high = share;
        if (!all && looked > 0) {
            // Wilson's score interval, which holds for shares near 0 too
            double n = looked;
            double centre = (share + Z95 * Z95 / (2 * n)) / (1 + Z95 * Z95 / n);
            double half = Z95 * Math.sqrt(share * (1 - share) / n + Z95 * Z95 / (4 * n * n)) / (1 + Z95 * Z95 / n);
            low = missing == 0 ? 0 : Math.max(0, centre - half);
            high = missing == looked ? 1 : Math.min(1, centre + half);
        }
        return new Sums(
                looked,
                missing,
                archived,
                large,
                unknown,
                found == 0 ? 0 : bytes / found,
                largest,
                low,
                high,
                List.copyOf(unknownExamples));
    }
}
