package routes.window;

import java.time.Duration;

/**
 * How many rows one statement may examine, or rewrite, so that it takes about as long as it may: found by what the statements before took.
 * The weight of the past is pt-online-schema-change's, the steps are spirit's: growing by half at most, and at once to a tenth after a
 * statement that took five times its time.
 */
public final class WindowSize {

    /** Rows of the first window. */
    static final int START = 1000;

    /** Times the target from which a statement is far too slow. */
    public static final int FAR_TOO_SLOW = 5;

    private static final double GROWTH = 1.5;
    private static final int SHRINKAGE = 10;
    private static final double PAST = 0.75;

    private final double target;
    private final int most;
    private int rows;
    /** Rows a nanosecond, averaged; 0 before the first statement. */
    private double rate;

    /**
     * @param target time that a statement is to take
     * @param most rows that are never exceeded
     */
    public WindowSize(Duration target, int most) {
        this.target = target.toNanos();
        this.most = most;
        this.rows = Math.min(START, most);
    }

    /** Rows of the next window. */
    public synchronized int rows() {
        return rows;
    }

    /** Whether it cannot be made smaller. */
    public synchronized boolean isLeast() {
        return rows == 1;
    }

    /**
     * A statement is over.
     *
     * @param done rows that it examined, or rewrote
     * @param nanoseconds what it took
     */
    public synchronized void took(int done, long nanoseconds) {
        if (nanoseconds >= FAR_TOO_SLOW * target) {
            tookTooLong();
            return;
        }
        if (done < rows / 2 && nanoseconds < target) {
            return; // what a statement costs at least says nothing of its rows
        }
        double now = Math.max(1, done) / (double) Math.max(1, nanoseconds);
        rate = rate == 0 ? now : PAST * rate + (1 - PAST) * now;
        rows = (int) Math.max(1, Math.min(most, Math.min(rate * target, Math.ceil(rows * GROWTH))));
    }

    /** A statement was given up, or should have been. */
    public synchronized void tookTooLong() {
        rows = Math.max(1, rows / SHRINKAGE);
        rate = 0;
    }

    /** No more than so many rows are wanted: there is no use in looking at many more. */
    public synchronized void enough(int wanted) {
        rows = Math.min(rows, Math.max(1, wanted));
    }
}
