package routes.throttle;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import routes.config.Settings;

/**
 * Watches how far a replica is behind. While that is not known, because it does not replicate or cannot be asked, it falls further behind
 * with the time: it is as far behind as it was when it was last known, and the time since then.
 */
final class ReplicaWatch implements Watch {

    private final String name;
    private final Replica replica;
    private final ThrottleSettings settings;
    private final LongSupplier nanos;
    private double known;
    private long knownAt;
    private long answeredAt;
    private Finding latest = Finding.NOTHING;

    /**
     * @param nanos a clock that nobody sets
     */
    ReplicaWatch(String name, Replica replica, ThrottleSettings settings, LongSupplier nanos) {
        this.name = name;
        this.replica = replica;
        this.settings = settings;
        this.nanos = nanos;
        this.knownAt = nanos.getAsLong();
        this.answeredAt = knownAt;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Finding look() {
        latest = find();
        return latest;
    }

    private Finding find() {
        try {
            Lag lag = replica.lag();
            answeredAt = nanos.getAsLong();
            if (lag.seconds().isPresent()) {
                known = lag.seconds().get();
                knownAt = answeredAt;
                return behind(known > settings.maxLag().toSeconds() ? Optional.of(farBehind(known)) : Optional.empty());
            }
            return behind(Optional.of("the replica " + name + " does not replicate, and counts as lagging: "
                    + lag.stopped() + " (database.max-lag)"));
        } catch (DataAccessException e) {
            if (since(answeredAt) < seconds(settings.patience())) {
                return latest;
            }
            return behind(Optional.of("the replica " + name + " cannot be asked for " + (long) since(answeredAt)
                    + " s, and counts as lagging: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage() + " (database.replicas)"));
        }
    }

    private String farBehind(double lag) {
        return "the replica %s is %.0f s behind, more than %s (database.max-lag)"
                .formatted(name, lag, words(settings.maxLag()));
    }

    private Finding behind(Optional<String> tooMuch) {
        double lag = known + since(knownAt);
        Optional<String> critical = settings.criticalLag()
                .filter(most -> lag > seconds(most))
                .map(most -> Settings.line(
                        "database.critical-lag",
                        "is %s, and the replica %s is %.0f s behind".formatted(words(most), name, lag)));
        return new Finding(Optional.of(lag), tooMuch, critical);
    }

    private double since(long then) {
        return (nanos.getAsLong() - then) / 1e9;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
