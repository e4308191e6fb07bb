package routes.run;

import java.time.Duration;
import java.util.List;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.connect.Patience;
import routes.status.ProcessRegistry;

/**
 * Processes of other versions: what they have left is read, but what this one writes they would not understand.
 *
 * @param patience how long one that has been killed may count as alive
 */
record OtherVersions(ProcessRegistry processes, Duration patience) {

    /** A sign of life is good for so long, and a little. */
    private static final Duration LONGEST = ProcessRegistry.EXPIRY.plusSeconds(1);

    static OtherVersions of(ProcessRegistry processes, Settings settings) {
        Duration timeout = settings.duration("preflight.timeout");
        return new OtherVersions(processes, timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST);
    }

    /**
     * Refuses to work beside them, unless they are gone soon.
     *
     * @throws ConfigurationException naming those that stay alive
     */
    void requireNone() {
        Patience left = new Patience(patience);
        List<String> others = processes.ofOtherVersions();
        while (!others.isEmpty()) {
            String names = String.join(", ", others);
            if (!left.pause("the end of processes of another version: " + names)) {
                throw Settings.problem(
                        "redis.namespace",
                        "has processes of another version at work: %s; stop them first".formatted(names));
            }
            others = processes.ofOtherVersions();
        }
    }
}
