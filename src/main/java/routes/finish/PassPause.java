package routes.finish;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The pause before the next pass over the table: none after the first that has found rows, then a second, doubled with every
 * further one that finds some. So an application that writes legacy paths all the time does not keep a scan running.
 */
final class PassPause {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 5;

    private final Duration longest;
    private final Clock clock;
    private int passes;
    private Optional<Instant> since = Optional.empty();

    /**
     * @param longest the pause that is not exceeded
     */
    PassPause(Duration longest, Clock clock) {
        this.longest = longest;
        this.clock = clock;
    }

    /** Whether the next pass may begin; the pause begins when this is first asked after a pass. */
    boolean isOver() {
        if (passes == 0) {
            return true;
        }
        Instant now = clock.instant();
        if (since.isEmpty()) {
            since = Optional.of(now);
        }
        return Duration.between(since.get(), now).compareTo(length()) >= 0;
    }

    /** A pass is over, and another one begins. */
    void next(boolean foundRows) {
        passes = foundRows ? passes + 1 : 0;
        since = Optional.empty();
    }

    private Duration length() {
        Duration pause = FIRST.multipliedBy(1L << Math.min(passes - 1, DOUBLINGS));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
