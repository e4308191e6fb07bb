package routes.run;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.ConfigurationException;
import routes.config.Event;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.config.UrlParts;
import routes.connect.Connections;
import routes.connect.Preflight;
import routes.editing.RouteFiles;
import routes.finish.FinishSettings;
import routes.ledger.Columns;
import routes.process.Lifecycle;
import routes.process.ProcessName;
import routes.process.ProcessSettings;
import routes.queue.QueueSettings;
import routes.throttle.ThrottleSettings;

/** One process of a migration, from its settings to its exit code. */
public final class MigrationProcess {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationProcess.class);

    private final ProcessName name = ProcessName.make();
    private final Role role;
    private final Settings settings;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");
    private volatile Lifecycle lifecycle;

    public MigrationProcess(Role role, Settings settings) {
        this.role = role;
        this.settings = settings;
    }

    /**
     * Runs until the migration is complete (a consumer: until it is told to stop).
     *
     * @return the exit code
     * @throws ConfigurationException when the settings, or what they point at, cannot be used; nothing was written then
     */
    public int run() throws Exception {
        Logs.configure(settings);
        Logs.identify(name.id(), role.name().toLowerCase(Locale.ROOT), settings);
        List<Migration> migrations = checked();
        Migration migration = migrations.get(0);
        Runtime.getRuntime().addShutdownHook(hook);
        try (Observability observability = new Observability(role, settings, migration);
                Connections connections =
                        new Connections(settings, observability.meters().copies())) {
            Columns columns = Columns.of(
                    new Preflight(settings, migrations, connections, role.produces()).check(),
                    settings,
                    connections.database());
            Event.START.info(
                    LOG, "{}: {}", role.name().toLowerCase(Locale.ROOT), value("migration", columns.describe()));
            return run(migrations, connections, columns, observability);
        } finally {
            stopped.countDown();
            forgetHook();
        }
    }

    private int run(List<Migration> migrations, Connections connections, Columns columns, Observability observability)
            throws Exception {
        Main main = new Main();
        main.setOverrideProperties(settings.forRoutes());
        main.configure().withShutdownTimeout((int)
                ProcessSettings.of(settings).gracePeriod().toSeconds());
        try (Stages stages = new Stages(name, role, settings, connections, columns, observability.meters(), main)) {
            lifecycle = stages.process().lifecycle();
            stages.configure(main);
            observability.configure(main, stages, connections, columns);
            new RouteFiles(settings, role).build(main);
            if (role.produces()) {
                connections.throttler().start(line -> end(lifecycle, line));
            }
            // every setting and every route is known to be usable by now: what follows writes
            Claim claim = new Claim(
                    columns,
                    connections.database(),
                    stages.queue().queue(),
                    stages.queue().ownership(connections.database(), migrations),
                    OtherVersions.of(stages.status().processes(), settings));
            if (role.produces()) {
                claim.take();
                stages.begin();
            } else {
                claim.check();
            }
            try (ProgressDisplay display = new ProgressDisplay(role, observability::latest)) {
                main.start();
                observability.started();
                display.start();
                lifecycle.await();
            } finally {
                connections.throttler().end();
                stages.process().ending();
                observability.ending(lifecycle.exitCode());
                main.stop();
                stages.process().leave();
                EndLine.tell(
                        lifecycle,
                        observability.latest(),
                        stages.status().jobLog().copied());
            }
            return lifecycle.exitCode();
        }
    }

    /** Reports every setting that is missing or malformed before anything is connected to. */
    private List<Migration> checked() {
        ConfigurationException.collect(
                () -> UrlParts.host("database.host", settings.required("database.host")),
                () -> settings.required("db.user"),
                () -> UrlParts.hostOfEndpoint("redis.host", settings.required("redis.host")),
                () -> QueueSettings.of(settings),
                () -> Migration.all(settings),
                () -> FinishSettings.of(settings),
                () -> ThrottleSettings.of(settings));
        return Migration.all(settings);
    }

    /** The database suffers more than it is to. */
    private static void end(Lifecycle lifecycle, String line) {
        Event.GAVE_UP.error(LOG, "{}; the process ends, and goes on where it stopped when it is started again", line);
        lifecycle.giveUp(line);
    }

    /** What has ended is held by nobody: one JVM may run many, as the tests' does. */
    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM ends already");
        }
    }

    /** SIGTERM or Ctrl-C: work in flight is finished, then the JVM ends; before there is any, at once. */
    private void stop() {
        if (lifecycle == null) {
            Event.STOPPING.info(LOG, "stopped before the start: nothing was written", value("seconds", 0));
            return;
        }
        if (stopped.getCount() > 0 && !lifecycle.hasEnded()) {
            Event.STOPPING.info(
                    LOG,
                    "stopping: work in flight is finished first, {} s at most (GRACE_PERIOD)",
                    value("seconds", settings.duration("grace.period").toSeconds()));
        }
        lifecycle.end(ExitCode.FAILED);
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
