package routes.status;

import java.util.stream.LongStream;

/** What figures that come out of Redis may be. */
final class Plausible {

    /** More rows than a table has, and milliseconds than a count takes; sums of a few such numbers are numbers still. */
    private static final long MOST = 1_000_000_000_000_000L;

    private Plausible() {}

    /**
     * Counts of rows, or times.
     *
     * @throws IllegalArgumentException when one is negative, or more than anybody has
     */
    static void counts(long... counts) {
        if (LongStream.of(counts).anyMatch(count -> count < 0 || count > MOST)) {
            throw new IllegalArgumentException("no table has as many rows");
        }
    }

    /**
     * Rates.
     *
     * @throws IllegalArgumentException when one is no number
     */
    static void rates(double... rates) {
        for (double rate : rates) {
            if (!Double.isFinite(rate)) {
                throw new IllegalArgumentException("no rate");
            }
        }
    }
}
