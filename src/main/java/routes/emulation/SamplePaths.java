package routes.emulation;

import java.util.SplittableRandom;
import routes.config.Settings;
import routes.embedded.SampleNames;

/** The paths of a sample, the same for the same numbers: each is made of its index alone, so that none is kept. */
public final class SamplePaths {

    private static final int PERCENT = 100;
    private static final int FOLDERS = 100;
    private static final long DUPLICATES_WITHIN = 1000;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final String prefix;
    private final long seed;
    private final int nesting;
    private final int odd;
    private final int duplicate;
    private final int outside;

    /**
     * @param prefix the legacy prefix, with its closing slash
     * @param nesting folders below the prefix at most
     * @param odd percent of the names that break programs
     * @param duplicate percent of the paths that repeat an earlier one
     * @param outside percent of the paths that are not under the prefix
     * @throws routes.config.ConfigurationException when the shares come to more than all
     */
    public SamplePaths(String prefix, long seed, int nesting, int odd, int duplicate, int outside) {
        if (duplicate + outside > PERCENT) {
            throw Settings.problem(
                    "sample.outside.percent", "and sample.duplicate.percent must not be more than 100 together");
        }
        this.prefix = prefix;
        this.seed = seed;
        this.nesting = nesting;
        this.odd = odd;
        this.duplicate = duplicate;
        this.outside = outside;
    }

    /** The path of the row with this index, from 0. */
    public String path(long index) {
        long original = index;
        SplittableRandom random = random(original);
        int share = random.nextInt(PERCENT);
        while (share >= outside && share < outside + duplicate && original > 0) {
            original -= 1 + random.nextLong(Math.min(original, DUPLICATES_WITHIN));
            random = random(original);
            share = random.nextInt(PERCENT);
        }
        return share < outside ? outside(original, random) : inside(original, random);
    }

    private String inside(long index, SplittableRandom random) {
        StringBuilder path = new StringBuilder(prefix);
        int depth = random.nextInt(nesting + 1);
        for (int level = 0; level < depth; level++) {
            path.append('f').append(random.nextInt(FOLDERS)).append('/');
        }
        boolean isOdd = random.nextInt(PERCENT) < odd;
        return path.append(isOdd ? SampleNames.oddName(index) : "avatar" + index + ".jpg")
                .toString();
    }

    /** Near misses and others: a longer folder name, another folder, none. */
    private String outside(long index, SplittableRandom random) {
        String folder = prefix.substring(0, prefix.length() - 1);
        return switch (random.nextInt(3)) {
            case 0 -> folder + "s/near" + index + ".jpg";
            case 1 -> "not-" + folder + "/other" + index + ".jpg";
            default -> folder + index + ".jpg";
        };
    }

    private SplittableRandom random(long index) {
        return new SplittableRandom((seed + 1) * MIX ^ index);
    }
}
