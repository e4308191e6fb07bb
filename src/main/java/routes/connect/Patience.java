package routes.connect;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** How long a check waits for servers that are only just starting: one time for all of them. */
final class Patience {

    private static final int PAUSE_MILLIS = 500;

    private final Instant end;

    Patience(Duration patience) {
        this.end = Instant.now().plus(patience);
    }

    /** Waits a little; false when there is no time left. */
    boolean pause() {
        if (Instant.now().isAfter(end)) {
            return false;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
