package routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;
import picocli.CommandLine;
import routes.cli.OperatorCommands;
import routes.config.Settings;

/** Runs the operator's commands in this JVM. */
public final class Operating {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a command came to. */
    public record Answer(int exitCode, String out, String err) {

        public JsonNode json() throws JsonProcessingException {
            return JSON.readTree(out);
        }
    }

    private Operating() {}

    static Answer command(MigrationFixture fixture, String... arguments) {
        return command(fixture::settings, arguments);
    }

    /** The same, with these settings. */
    public static Answer command(Supplier<Settings> settings, String... arguments) {
        CommandLine program = new CommandLine(new Application());
        OperatorCommands.addTo(program, settings);
        program.setCaseInsensitiveEnumValuesAllowed(true);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        program.setOut(new PrintWriter(out));
        program.setErr(new PrintWriter(err));
        int exitCode = program.execute(arguments);
        return new Answer(exitCode, out.toString(), err.toString());
    }
}
