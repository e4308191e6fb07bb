package routes.run;

import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.Main;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.connect.Connections;
import routes.connect.Readiness;
import routes.copy.CopyRoutes;
import routes.ledger.Columns;
import routes.queue.JobQueue;
import routes.queue.QueueSettings;
import routes.redisstream.RedisStreamConsumer;
import routes.redisstream.RedisStreamStatistics;
import routes.status.Listeners;
import routes.status.Meters;
import routes.status.Status;
import routes.status.StatusErrorHandling;
import routes.status.StatusPage;
import routes.status.StatusRoutes;
import routes.status.ThrottleMeters;
import routes.status.WebServers;

/** What lets people and machines look into a process: health, metrics, and the status page where there is one. */
public final class Observability implements AutoCloseable {

    private static final RedisStreamStatistics NOTHING = new RedisStreamStatistics(0, 0, 0, 0, 0, 0, null);

    private final Settings settings;
    private final Migration migration;
    private final Listeners listeners;
    private final WebServers servers;
    private final Meters meters;
    private final Readiness readiness = new Readiness();
    private StatusPage page;

    public Observability(Role role, Settings settings, Migration migration) {
        this.settings = settings;
        this.migration = migration;
        this.meters = new Meters(QueueSettings.of(settings).namespace());
        this.listeners = Listeners.of(role, settings);
        this.servers = new WebServers(role.produces());
    }

    /** What counts. */
    public Meters meters() {
        return meters;
    }

    /** Has Camel show all of it. */
    public void configure(Main main, Stages stages, Connections connections, Columns columns) {
        listeners.configure(main.configure());
        main.bind("webServers", servers);
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters.registry());
        readiness.bind(migration, connections, main::bind);
        meters.bindProcess(stages.process()::failing);
        if (listeners.role().consumes()) {
            meters.bindConsumer(stages.copy().executor(), () -> statistics(main.getCamelContext()), connections.pace());
        }
        if (listeners.role().produces()) {
            JobQueue queue = stages.queue().queue();
            meters.bindProducer(queue, stages.apply().appliers());
            new ThrottleMeters(connections.throttler()).bindTo(meters.registry());
            page = new StatusPage(
                    settings, columns, connections.redis(), connections.database(), meters, servers.page());
            servers.show(page);
            page.bind(main::bind);
            main.configure().addRoutesBuilder(new StatusErrorHandling());
            main.configure().addRoutesBuilder(new StatusRoutes());
        }
    }

    /** To be called when the process answers. */
    public void started() {
        listeners.announce();
    }

    /** To be called before the process stops to answer. */
    void ending(int exitCode) {
        if (page != null) {
            page.board().end(exitCode);
        }
    }

    /** The latest snapshot of the migration; null before the first one, and for a role that makes none. */
    Status latest() {
        return page == null ? null : page.board().latest();
    }

    @Override
    public void close() {
        listeners.close();
        readiness.close();
        meters.close();
        servers.close();
    }

    private static RedisStreamStatistics statistics(CamelContext camel) {
        return camel.getRoute(CopyRoutes.TAKE) != null
                        && camel.getRoute(CopyRoutes.TAKE).getConsumer() instanceof RedisStreamConsumer jobs
                ? jobs.getStatistics()
                : NOTHING;
    }
}
