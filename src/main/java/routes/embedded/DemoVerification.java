package routes.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import routes.cli.OperatorCommands;
import routes.config.Json;
import routes.config.Settings;

/** What {@code verify} finds, which compares table and buckets without the ledger. */
final class DemoVerification {

    private final JsonNode found;

    DemoVerification(Settings settings) {
        CommandLine commands = new CommandLine(CommandSpec.create());
        OperatorCommands.addTo(commands, () -> settings);
        StringWriter said = new StringWriter();
        commands.setOut(new PrintWriter(said));
        commands.execute("verify", "--json");
        found = Json.read(said.toString(), JsonNode.class).orElseThrow();
    }

    /** A count of the answer. */
    long count(String name) {
        return found.path(name).asLong();
    }

    /** Differences of a kind. */
    long differences(String kind) {
        return found.path("differences").path(kind).asLong();
    }
}
