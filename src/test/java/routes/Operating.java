package routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import routes.cli.OperatorCommands;

/** Runs the operator's commands in this JVM. */
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
}
