package routes.embedded;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What to try next, after a demo. */
final class DemoCommands {

    private final boolean keeps;
    private final String onKept;

    /**
     * @param keeps whether the servers stay up
     * @param settings the file with their settings
     */
    DemoCommands(boolean keeps, Path settings) {
        this.keeps = keeps;
        this.onKept = "mvn camel:run -Dconfig.location=" + settings + " -Dcommand=";
    }

    void print(PrintStream out) {
        out.println();
        out.println(keeps ? "The servers stay up until Ctrl-C. Try next, on another terminal:" : "Try next:");
        commands().forEach((command, words) -> out.printf("  %s%n      %s%n", command, words));
    }

    private Map<String, String> commands() {
        Map<String, String> commands = new LinkedHashMap<>();
        if (keeps) {
            commands.put(onKept + "plan", "what a run would do now");
            commands.put(onKept + "rollback", "the rows get their old paths back");
            commands.put(onKept + "run", "after \"resume\": migrate them again; kill it, and run it again");
        } else {
            commands.put("EMBEDDED_KEEP=true mvn camel:run", "the servers stay up: plan, roll back, run again");
            commands.put(
                    "DEMO=faults mvn camel:run",
                    "a consumer is killed, Redis wiped, S3 refuses: what is promised holds");
            commands.put(
                    "SAMPLE_ROWS=100000 mvn camel:run",
                    "long enough to look at the status page, http://127.0.0.1:8080/");
        }
        return commands;
    }
}
