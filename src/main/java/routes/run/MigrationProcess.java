package routes.run;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.apply.FinalizerRoutes;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.connect.Connections;
import routes.connect.Preflight;
import routes.copy.CopyRoutes;
import routes.editing.RouteFiles;
import routes.finish.ReportRoutes;
import routes.process.ErrorHandling;
import routes.process.Lifecycle;
import routes.process.ProcessRoutes;
import routes.scan.ScanRoutes;
import routes.table.TableSchema;

/** One process of a migration, from its settings to its exit code. */
public final class MigrationProcess {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationProcess.class);

    private final Role role;
    private final Settings settings;
    private final CountDownLatch stopped = new CountDownLatch(1);

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
        Migration migration = checked();
        try (Observability observability = new Observability(role, settings, migration);
                Connections connections =
                        new Connections(settings, observability.meters().copies())) {
            TableSchema schema = new Preflight(settings, migration, connections).check();
            Beans beans = new Beans(settings, migration, connections, schema, observability.meters());
            LOG.info("{}: {}", role.name().toLowerCase(Locale.ROOT), migration.describe());
            return run(
                    beans, migration, main -> observability.configure(main, beans, connections, schema), observability);
        } finally {
            stopped.countDown();
        }
    }

    private int run(Beans beans, Migration migration, Consumer<Main> more, Observability observability)
            throws Exception {
        Thread hook = new Thread(() -> stop(beans.lifecycle), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Main main = new Main();
        main.setOverrideProperties(settings.forRoutes());
        main.configure()
                .withShutdownTimeout((int) settings.duration("grace.period").toSeconds());
        configure(main, beans);
        more.accept(main);
        new RouteFiles(settings, role).build(main);
        // every setting and every route is known to be usable by now: what follows writes
        claim(beans, migration);
        if (role.produces()) {
            beans.begin();
        }
        try (ProgressDisplay display = new ProgressDisplay(role, beans, observability::latest)) {
            main.start();
            observability.started(main.getCamelContext());
            display.start();
            beans.lifecycle.await();
        } finally {
            observability.ending(beans.lifecycle.exitCode());
            main.stop();
            beans.leave();
            beans.copyExecutor.shutdownNow();
            beans.applyExecutor.shutdownNow();
        }
        return beans.lifecycle.exitCode();
    }

    public void configure(Main main, Beans beans) {
        beans.bind(role, main::getCamelContext, main::bind);
        main.configure().addRoutesBuilder(new ErrorHandling());
        main.configure().addRoutesBuilder(new ProcessRoutes());
        if (role.produces()) {
            beans.bindProducer(main::getCamelContext, main::bind);
            main.configure().addRoutesBuilder(new ScanRoutes());
            main.configure().addRoutesBuilder(new FinalizerRoutes());
            main.configure().addRoutesBuilder(new ReportRoutes());
        }
        if (role.consumes()) {
            beans.bindConsumer(main::bind);
            main.configure().addRoutesBuilder(new CopyRoutes());
        }
    }

    /**
     * Takes the namespace for this migration, then creates the ledger; a consumer only sees that nobody else has it.
     */
    private void claim(Beans beans, Migration migration) {
        String mine = migration.fingerprint();
        String holder =
                role.produces() ? beans.queue.claim(mine) : beans.queue.holder().orElse(mine);
        if (!holder.equals(mine)) {
            throw Settings.problem(
                    "redis.namespace",
                    "is in use by a migration with other settings: " + settings.text("redis.namespace")
                            + "; name another one");
        }
        beans.ledger.create();
    }

    /** Reports every setting that is missing or malformed before anything is connected to. */
    private Migration checked() {
        ConfigurationException.collect(
                () -> settings.required("database.host"),
                () -> settings.required("db.user"),
                () -> settings.required("redis.host"),
                () -> Migration.of(settings),
                this::checkServices);
        return Migration.of(settings);
    }

    /** All three names of the ECS deployment, or none. */
    private void checkServices() {
        List<String> keys = List.of("cluster.name", "consumer.service.name", "producer.service.name");
        if (keys.stream().anyMatch(settings::has)) {
            keys.forEach(settings::required);
        }
    }

    /** SIGTERM: work in flight is finished, then the JVM ends. */
    private void stop(Lifecycle lifecycle) {
        lifecycle.end(Lifecycle.FAILED);
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
