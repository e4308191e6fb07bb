package routes.copy;

import java.time.Duration;
import java.util.Optional;

/** When an object that fails while others are copied is tried again, and when it is given up. */
final class TrySchedule {

    /** Shares of the whole time, of the pauses between the tries: a moment's fault costs little, and the last tries are far apart. */
    private static final double[] SHARES = {1 / 120.0, 4 / 120.0, 15 / 120.0, 40 / 120.0, 60 / 120.0};

    private final Duration time;

    /**
     * @param time from the first try to the last one, at least
     */
    TrySchedule(Duration time) {
        this.time = time;
    }

    /** Tries that are still to come. */
    int left(int tries) {
        return SHARES.length + 1 - tries;
    }

    /**
     * The pause before the next try.
     *
     * @param tries so far, at least one
     * @return empty when it was the last one
     */
    Optional<Duration> pauseAfter(int tries) {
        return tries > SHARES.length
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(time.toMillis() * SHARES[tries - 1])));
    }
}
