package routes.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import routes.config.ExitCode;

/** Prints what completes a command line, for a shell to read. */
@Command(
        name = "completion",
        description = "Prints a script that has bash or zsh complete commands and options.",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    /** How the program is called: bin/s3-migration. */
    private static final String SCRIPT = "s3-migration";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        command.getOut().println(AutoComplete.bash(SCRIPT, command.getParent()));
        command.getOut().flush();
        return ExitCode.DONE;
    }
}
