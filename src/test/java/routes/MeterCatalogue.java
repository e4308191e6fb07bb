package routes;

import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import redis.clients.jedis.RedisClient;
import routes.apply.Applier;
import routes.apply.Appliers;
import routes.copy.CopyThreads;
import routes.pace.Pace;
import routes.queue.JobCodec;
import routes.queue.JobQueue;
import routes.redisstream.RedisStreamStatistics;
import routes.status.Meters;
import routes.status.MigrationGauges;
import routes.status.Situation;
import routes.status.Status;
import routes.status.ThrottleMeters;
import routes.table.Sql;
import routes.testing.Servers;
import routes.throttle.ThrottleSettings;
import routes.throttle.Throttler;

/** All meters of all roles, as a process with nothing to do shows them. */
public final class MeterCatalogue implements AutoCloseable {

    private final Meters meters = new Meters("catalogue");
    private final ThreadPoolExecutor executor = CopyThreads.pool(1);
    private final RedisClient redis =
            RedisClient.create(Servers.redis().host(), Servers.redis().port());

    private final Throttler throttler = new Throttler(
            new ThrottleSettings(
                    List.of(HostAndPort.create("replica", 3306)),
                    Duration.ofSeconds(5),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(15)),
            address -> new DriverManagerDataSource(),
            DriverManagerDataSource::new);

    public MeterCatalogue() {
        try {
            MigrationFixture fixture = new MigrationFixture().withTable();
            Sql statements = fixture.statements();
            meters.bindProcess(() -> java.time.Duration.ZERO);
            meters.bindConsumer(executor, () -> new RedisStreamStatistics(0, 0, 0, 0, 0, 0, null), new Pace());
            meters.bindProducer(
                    new JobQueue(redis, new JobCodec(), "catalogue", 1),
                    new Appliers(List.of(new Applier(
                            fixture.schema(), statements, fixture.database().dataSource(), 1))));
            new ThrottleMeters(throttler).bindTo(meters.registry());
            new MigrationGauges(MeterCatalogue::nothing).bindTo(meters.registry());
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As Prometheus reads them. */
    public String scrape() {
        return meters.registry().scrape();
    }

    @Override
    public void close() {
        redis.close();
        executor.shutdownNow();
        meters.close();
    }

    private static Status nothing() {
        return new Status(
                java.time.Instant.EPOCH,
                "",
                "",
                Situation.of(Status.State.RUNNING),
                null,
                new Status.Rows(0L, 0, 0, 0, 0, 0, 0, null, null, null, true),
                null,
                new Status.Rates(0, 0, 0),
                0L,
                new Status.Queue(0, 0, 0, 1, null, 0, List.of()),
                List.of(),
                Map.of(),
                List.of(),
                Map.of(),
                null,
                null,
                List.of());
    }
}
