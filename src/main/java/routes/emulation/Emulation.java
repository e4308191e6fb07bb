package routes.emulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import routes.Application;
import routes.Environment;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.MaskedUri;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.connect.Connections;
import routes.run.MigrationProcess;

/**
 * The main class of {@code mvn camel:run -Demulate=NAME}: runs routes of {@code emulation-routes/}, one after the other.
 *
 * <p>They use the servers that the settings name; without any, servers that are started for them, empty, and stopped at the end. The name
 * {@code run} stands for the migration itself.
 */
public final class Emulation {

    private static final Logger LOG = LoggerFactory.getLogger(Emulation.class);
    private static final String MIGRATION = "run";
    private static final String SUFFIX = ".yaml";

    private final Settings settings;

    public Emulation(Settings settings) {
        this.settings = settings;
    }

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /**
     * Runs the named routes.
     *
     * @param names names, or lists of them with commas between
     * @return the exit code: that of the migration if it was among them, else 0; 2 bad configuration or usage, 1 anything else
     */
    @SuppressWarnings("SystemOut")
    static int execute(String... names) {
        try {
            Settings settings = Settings.load();
            List<String> routes = Stream.of(names)
                    .flatMap(list -> Stream.of(list.split(",", -1)))
                    .map(String::strip)
                    .toList();
            new Emulation(settings).refuseUnknown(routes);
            Optional<Environment> environment = Application.environment(settings);
            if (environment.isEmpty()) {
                return new Emulation(settings).run(routes);
            }
            try (Environment servers = environment.get()) {
                Settings empty = settings.with(java.util.Map.of("sample.rows", "0"));
                return new Emulation(settings.with(servers.start(empty.all()))).run(routes);
            }
        } catch (ConfigurationException e) {
            e.problems().forEach(System.err::println);
            return ExitCode.BAD_CONFIGURATION;
        } catch (Exception e) {
            LOG.debug("failed", e);
            System.err.println(
                    String.join(",", names) + " has failed, and can be repeated: " + MaskedUri.inText(words(e)));
            return ExitCode.FAILED;
        }
    }

    /** Runs the named routes, each when the one before it is done. */
    int run(List<String> names) throws Exception {
        int exitCode = ExitCode.DONE;
        for (String name : names) {
            if (name.equals(MIGRATION)) {
                exitCode = new MigrationProcess(Role.RUN, settings).run();
            } else {
                run(name);
            }
        }
        return exitCode;
    }

    private void run(String name) throws Exception {
        Migration migration = sampled();
        try (Connections connections = new Connections(settings);
                EmulationBeans beans = new EmulationBeans(settings, migration, connections)) {
            Main main = new Main();
            main.setOverrideProperties(settings.forRoutes());
            main.configure().withRoutesIncludePattern("file:" + file(name));
            beans.bind(main::bind);
            try {
                main.start();
                main.getCamelTemplate().requestBody("direct:" + name, name);
            } catch (CamelExecutionException e) {
                throw own(e);
            } finally {
                main.stop();
            }
        }
    }

    private static String words(Exception failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        return root.getClass().getSimpleName() + ": "
                + String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    /** What has failed, without Camel's words of the step that it failed in. */
    private static Exception own(Exception failure) {
        return failure.getCause() instanceof Exception cause
                        && failure.getClass().getName().startsWith("org.apache.camel.")
                ? own(cause)
                : failure;
    }

    /** The column that the sample is made for. */
    private Migration sampled() {
        List<Migration> columns = Migration.all(settings);
        String name = settings.text("sample.table");
        return columns.stream()
                .filter(column -> name.isEmpty() || column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Settings.problem("sample.table", "names no column of MIGRATION_TABLES: " + name));
    }

    private void refuseUnknown(List<String> names) {
        for (String name : names) {
            if (!name.equals(MIGRATION) && !Files.isRegularFile(file(name))) {
                throw new ConfigurationException(
                        "-Demulate=" + name + " names no emulation route; there are " + String.join(", ", known()));
            }
        }
    }

    private List<String> known() {
        try (Stream<Path> files = Files.list(folder())) {
            return Stream.concat(
                            files.map(file -> file.getFileName().toString())
                                    .filter(file -> file.endsWith(SUFFIX))
                                    .map(file -> file.substring(0, file.length() - SUFFIX.length())),
                            Stream.of(MIGRATION))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Settings.problem("emulate.folder", "names a folder that cannot be read: " + folder());
        }
    }

    private Path file(String name) {
        return folder().resolve(name + SUFFIX);
    }

    private Path folder() {
        return Path.of(settings.required("emulate.folder"));
    }
}
