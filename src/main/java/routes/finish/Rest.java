package routes.finish;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The pause before a further look at the table that nobody waits for: such looks may take a twentieth of the time. */
final class Rest {

    private static final int RESTS = 19;

    private final Duration least;
    private final Clock clock;
    private Optional<Instant> began = Optional.empty();
    private Optional<Instant> until = Optional.empty();

    Rest(Duration least, Clock clock) {
        this.least = least;
        this.clock = clock;
    }

    /** A look begins. */
    void lookBegins() {
        began = Optional.of(clock.instant());
        until = Optional.empty();
    }

    /** Whether the next look may begin; the rest begins when this is first asked after a look. */
    boolean isOver() {
        Instant now = clock.instant();
        if (until.isEmpty()) {
            Duration rest = Duration.between(began.orElse(now), now).multipliedBy(RESTS);
            until = Optional.of(now.plus(rest.compareTo(least) > 0 ? rest : least));
        }
        return !now.isBefore(until.get());
    }
}
