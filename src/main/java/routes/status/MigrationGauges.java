package routes.status;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What a producer can tell of the migration as a whole, taken from the latest snapshot. A figure that is not known is NaN, on which
 * no alert fires.
 */
public final class MigrationGauges implements MeterBinder {

    private final Supplier<Status> latest;

    /**
     * @param latest the latest snapshot, which costs nothing to ask for; null before the first one
     */
    public MigrationGauges(Supplier<Status> latest) {
        this.latest = latest;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        queue("migration.queue.depth", "Jobs queued, in flight, and waiting for another try", Status.Queue::outstanding)
                .register(registry);
        queue("migration.queue.in.flight", "Jobs in flight, all consumers together", Status.Queue::inFlight)
                .register(registry);
        queue("migration.queue.limit", "Jobs outstanding at which the scan waits", Status.Queue::limit)
                .register(registry);
        queue("migration.queue.dead.letters", "Dead letters that wait to be dealt with", Status.Queue::deadLetters)
                .register(registry);
        queue(
                        "migration.queue.oldest.job.age",
                        "Age of the oldest job outstanding; 0 when there is none",
                        queue -> queue.oldestSeconds() == null
                                ? 0
                                : queue.oldestSeconds().doubleValue())
                .baseUnit("seconds")
                .register(registry);
        gauge(
                        "migration.eta",
                        "Time left at the rate of the last minute",
                        status -> status.secondsLeft() == null
                                ? Double.NaN
                                : status.secondsLeft().doubleValue())
                .baseUnit("seconds")
                .register(registry);
        gauge("migration.processes", "Processes alive", status -> status.processes()
                        .size())
                .register(registry);
        for (Status.State state : Status.State.values()) {
            gauge(
                            "migration.state",
                            "1 for the state that the migration is in, 0 for the others",
                            status -> status.state() == state ? 1 : 0)
                    .tag("state", state.name())
                    .register(registry);
        }
        rows(
                registry,
                "total",
                rows -> rows.total() == null ? Double.NaN : rows.total().doubleValue());
        rows(registry, "waiting", Status.Rows::waiting);
        rows(registry, "applied", Status.Rows::applied);
        rows(registry, "superseded", Status.Rows::superseded);
        rows(registry, "failed", Status.Rows::failed);
    }

    private void rows(MeterRegistry registry, String state, ToDoubleFunction<Status.Rows> figure) {
        gauge(
                        "migration.rows",
                        "Rows of the migration by what became of them, as the status page counts them",
                        status -> figure.applyAsDouble(status.rows()))
                .tag("state", state)
                .register(registry);
    }

    private Gauge.Builder<Supplier<Number>> queue(
            String name, String description, ToDoubleFunction<Status.Queue> figure) {
        return gauge(
                name,
                description,
                status -> status.queue() == null ? Double.NaN : figure.applyAsDouble(status.queue()));
    }

    private Gauge.Builder<Supplier<Number>> gauge(String name, String description, ToDoubleFunction<Status> figure) {
        Supplier<Number> value = () -> {
            Status status = latest.get();
            return status == null ? Double.NaN : figure.applyAsDouble(status);
        };
        return Gauge.builder(name, value).description(description);
    }
}
