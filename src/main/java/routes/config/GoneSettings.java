package routes.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Settings of earlier versions: one that is still set is not passed over in silence, but named together with its successor. */
final class GoneSettings {

    private static final Map<String, String> SUCCESSORS = new TreeMap<>(Settings.entries("gone.properties"));

    private GoneSettings() {}

    /**
     * Refuses them.
     *
     * @param inFile keys that the external file sets
     * @throws ConfigurationException with a line for each that is set, wherever that is
     */
    static void refuse(UnaryOperator<String> system, UnaryOperator<String> environment, Set<String> inFile) {
        List<String> problems = new ArrayList<>();
        SUCCESSORS.forEach((key, successor) -> {
            String variable = environment.apply(Settings.variable(key));
            if (system.apply(key) != null || (variable != null && !variable.isBlank()) || inFile.contains(key)) {
                problems.add(Settings.line(key, "is no longer a setting: " + successor));
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }
}
