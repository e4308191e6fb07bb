package routes.status;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import routes.throttle.Throttler;

/** How the servers of the database are, as the process sees it that works with the table. What is not known is NaN. */
public final class ThrottleMeters implements MeterBinder {

    private final Throttler throttler;

    /**
     * @param throttler is to be kept by whoever made it: Micrometer holds it weakly
     */
    public ThrottleMeters(Throttler throttler) {
        this.throttler = throttler;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("migration.throttled", throttler, some -> some.snapshot().reason() == null ? 0 : 1)
                .description("1 while work with the table is paused because the database suffers")
                .register(registry);
        Gauge.builder("migration.threads.running", throttler, ThrottleMeters::threads)
                .description("Threads_running of the database; NaN while it is not watched")
                .register(registry);
        for (String replica : throttler.replicas()) {
            Gauge.builder("migration.replica.lag", throttler, some -> some.snapshot()
                            .lags()
                            .getOrDefault(replica, Double.NaN))
                    .baseUnit("seconds")
                    .description("How far a replica is behind, or has not been heard of")
                    .tag("replica", replica)
                    .register(registry);
        }
    }

    private static double threads(Throttler throttler) {
        Integer running = throttler.snapshot().threads();
        return running == null ? Double.NaN : running;
    }
}
