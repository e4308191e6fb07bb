package routes.cli;

import java.io.Console;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.ledger.Ledger;

/** Removes what a migration has left behind. */
@Command(
        name = "finish",
        description = "Drops the ledger and everything in Redis. Roll-back, retry and resuming are impossible then.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Asks for the name of the ledger's table, unless it is given. Rows and objects are not touched.",
            "Exit codes: 0 done, 1 refused (a run is going on) or failed, 2 bad configuration or usage."
        })
final class FinishCommand extends OperatorCommand {

    @Option(names = "--table", paramLabel = "NAME", description = "The name of the ledger's table, to confirm.")
    private String table;

    /** The answer of the command. */
    record Answer(String dropped, long rows) {}

    FinishCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) {
        operator.requireNamespace();
        operator.requireLedger();
        operator.requireNoRun(false);
        String ledger = operator.migration.ledger();
        if (!ledger.equals(confirmed(ledger))) {
            throw new ConfigurationException("--table must be the name of the ledger, which is " + ledger);
        }
        Ledger contents = operator.ledger();
        long rows = contents.counts().total();
        contents.drop();
        operator.queue.forget();
        operator.processes.forget();
        answer(new Answer(ledger, rows));
        say("dropped %s with %s rows, and what was in Redis under %s", ledger, Text.number(rows), operator.namespace);
        return ExitCode.DONE;
    }

    @SuppressWarnings("SystemConsoleNull")
    private String confirmed(String ledger) {
        if (table != null) {
            return table;
        }
        Console console = System.console();
        return console == null
                ? null
                : console.readLine("This drops %s. Roll-back is impossible then. Its name, to confirm: ", ledger);
    }
}
