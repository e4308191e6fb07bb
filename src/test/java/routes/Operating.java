package routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import routes.cli.OperatorCommands;
import routes.config.Role;
import routes.run.MigrationProcess;

/** Runs the operator's commands, and migrations beside them, in this JVM. */
final class Operating {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a command came to. */
    record Answer(int exitCode, String out, String err) {

        JsonNode json() throws JsonProcessingException {
            return JSON.readTree(out);
        }
    }

    private Operating() {}

    static Answer command(MigrationFixture fixture, String... arguments) {
        CommandLine program = new CommandLine(new Application());
        OperatorCommands.addTo(program, fixture::settings);
        program.setCaseInsensitiveEnumValuesAllowed(true);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        program.setOut(new PrintWriter(out));
        program.setErr(new PrintWriter(err));
        int exitCode = program.execute(arguments);
        return new Answer(exitCode, out.toString(), err.toString());
    }

    /** Starts a process of a migration in this JVM. */
    static CompletableFuture<Integer> start(MigrationFixture fixture, Role role) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new MigrationProcess(role, fixture.settings()).run();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                runnable -> new Thread(runnable, "migration").start());
    }
}
