package routes;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.springframework.core.NestedExceptionUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import routes.cli.OperatorCommands;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.MaskedUri;
import routes.config.Role;
import routes.config.Settings;
import routes.fault.S3Faults;
import routes.process.ProcessName;
import routes.run.DeadThread;
import routes.run.Logs;
import routes.run.MigrationProcess;
import routes.run.RestartDelay;

/** The main class: one command for each role, and the operator's. */
@Command(
        name = "s3-migration-routes",
        description = "Moves S3 objects and the MariaDB rows that point at them, together.",
        mixinStandardHelpOptions = true,
        version = "s3-migration-routes 1.0.0",
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "Settings come from the environment, system properties or config/application.properties in the present folder. A "
                    + "migration needs DATABASE_HOST, DATABASE_NAME, DB_USER, DATABASE_TABLE_TO_UPDATE, TABLE_COLUMN_NAME_TO_UPDATE, "
                    + "SOURCE_S3_BUCKET, LEGACY_S3_OBJECT_PREFIX, TARGET_S3_BUCKET, TARGET_OBJECT_PREFIX and REDIS_HOST; "
                    + "docs/settings.md has the others.",
            "Exit codes: 0 done, 2 bad configuration or usage, 3 done with exceptions, 1 anything else."
        })
public final class Application implements Callable<Integer> {

    /** Settings that only somebody with servers of their own would give. */
    private static final List<String> OWN_SERVERS =
            List.of("database.host", "database.name", "db.user", "redis.host", "source.s3.bucket", "target.s3.bucket");

    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler(new DeadThread(System::exit));
        // the status page is all that Netty serves; newer JVMs warn of how else it would ask for memory
        System.setProperty("io.netty.noUnsafe", "true");
        System.exit(execute(args));
    }

    /** Runs a command line and returns its exit code. */
    static int execute(String... args) {
        CommandLine commands = new CommandLine(new Application());
        OperatorCommands.addTo(commands, () -> settings(commands));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler((exception, arguments) -> {
            CommandLine command = exception.getCommandLine();
            command.getErr()
                    .println(exception.getMessage() + suggestion(exception) + "; see "
                            + command.getCommandSpec().qualifiedName() + " --help");
            return ExitCode.BAD_CONFIGURATION;
        });
        commands.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (exception instanceof ConfigurationException problem) {
                problem.problems().forEach(command.getErr()::println);
                RestartDelay.observe(command.getCommandName(), command.getErr());
                return ExitCode.BAD_CONFIGURATION;
            }
            org.slf4j.LoggerFactory.getLogger(Application.class).debug("failed", exception);
            String words = S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(exception));
            command.getErr()
                    .println(MaskedUri.inText(words) + "; nothing is lost: started again, it goes on where it stopped"
                            + " (LOG_LEVEL=debug shows where it failed)");
            return ExitCode.FAILED;
        });
        return commands.execute(args);
    }

    /** What was meant by a word that is none, if something is like it. */
    private static String suggestion(CommandLine.ParameterException exception) {
        List<String> near = exception instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        return near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?";
    }

    /** The settings of an operator's command, which its log follows. */
    private static Settings settings(CommandLine commands) {
        Settings settings = Settings.load();
        Logs.configure(settings);
        String command = commands.getParseResult().subcommand().commandSpec().name();
        Logs.identify(ProcessName.make().id(), command, settings);
        return settings;
    }

    /** Without a command: everything in this process. */
    @Override
    public Integer call() throws Exception {
        return run();
    }

    @Command(description = "Does everything in this process (the default).", mixinStandardHelpOptions = true)
    int run() throws Exception {
        Settings settings = Settings.load();
        Optional<Environment> environment = environment(settings);
        if (environment.isEmpty()) {
            return new MigrationProcess(Role.RUN, settings).run();
        }
        try (Environment servers = environment.get()) {
            Settings complete = settings.with(servers.start(settings.all()));
            return servers.show(complete, () -> new MigrationProcess(Role.RUN, complete).run());
        }
    }

    /** The servers to start, when the settings name none; empty, too, where there are none to start. */
    public static Optional<Environment> environment(Settings settings) {
        return OWN_SERVERS.stream().anyMatch(settings::has)
                ? Optional.empty()
                : ServiceLoader.load(Environment.class).findFirst();
    }

    @Command(description = "Scans the table, rewrites rows and ends the migration.", mixinStandardHelpOptions = true)
    int producer() throws Exception {
        return process(Role.PRODUCER);
    }

    @Command(description = "Copies objects until it is told to stop.", mixinStandardHelpOptions = true)
    int consumer() throws Exception {
        return process(Role.CONSUMER);
    }

    private static int process(Role role) throws Exception {
        return new MigrationProcess(role, Settings.load()).run();
    }
}
