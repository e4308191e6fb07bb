package routes;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.migration.TableSchema;

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
        checkServices();
        Migration migration = Migration.of(settings);
        try (Connections connections = new Connections(settings)) {
            TableSchema schema = new Preflight(settings, migration, connections).check();
            Beans beans = new Beans(settings, migration, connections, schema);
            LOG.info("{}: {}", role.name().toLowerCase(Locale.ROOT), migration.describe());
            return run(beans, migration);
        } finally {
            stopped.countDown();
        }
    }

    private int run(Beans beans, Migration migration) throws Exception {
        Thread hook = new Thread(() -> stop(beans.lifecycle), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Main main = new Main();
        main.setOverrideProperties(settings.forRoutes());
        main.configure()
                .withShutdownTimeout((int) settings.duration("grace.period").toSeconds());
        configure(main, beans);
        try (ProgressDisplay display = new ProgressDisplay(role, beans)) {
            new RouteFiles(settings, role).build(main);
            claim(beans, migration);
            beans.begin();
            main.start();
            display.start();
            beans.lifecycle.await();
        } finally {
            main.stop();
            beans.copyExecutor.shutdownNow();
            beans.applyExecutor.shutdownNow();
        }
        return beans.lifecycle.exitCode();
    }

    private void configure(Main main, Beans beans) {
        beans.bind(main::getCamelContext, main::bind);
        main.configure().addRoutesBuilder(new ErrorHandling());
        main.configure().addRoutesBuilder(new ProcessRoutes());
        if (role.produces()) {
            beans.bindProducer(main::getCamelContext, main::bind);
            main.configure().addRoutesBuilder(new ProducerRoutes());
            main.configure().addRoutesBuilder(new FinalizerRoutes());
        }
        if (role.consumes()) {
            beans.bindConsumer(main::bind);
            main.configure().addRoutesBuilder(new ConsumerRoutes());
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

    private void checkServices() {
        String[] keys = {"cluster.name", "consumer.service.name", "producer.service.name"};
        boolean any = false;
        for (String key : keys) {
            any |= settings.has(key);
        }
        if (any) {
            for (String key : keys) {
                settings.required(key);
            }
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
