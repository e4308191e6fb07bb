package routes.run;

import java.util.List;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.status.ProcessRegistry;

/** Processes of other versions: what they have left is read, but what this one writes they would not understand. */
record OtherVersions(ProcessRegistry processes) {

    /**
     * Refuses to work beside them.
     *
     * @throws ConfigurationException naming those that are alive
     */
    void requireNone() {
        List<String> others = processes.ofOtherVersions();
        if (!others.isEmpty()) {
            throw Settings.problem(
                    "redis.namespace",
                    "has processes of another version at work: %s; stop them first (a killed process counts as alive for %d s)"
                            .formatted(String.join(", ", others), ProcessRegistry.EXPIRY.toSeconds()));
        }
    }
}
