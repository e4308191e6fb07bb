package routes.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Environment variables that are no setting, but all but in name. The environment is not the program's alone, so that another variable is not
 * its business; but {@code APPLY_MOD=on-command} would have rows rewritten that nobody wants rewritten yet.
 */
final class MisspeltVariables {

    /** Letters that may differ for a setting to be what was meant. */
    private static final int SLIPS = 2;

    /** Of shorter names too many are near each other. */
    private static final int SHORTEST = 7;

    private MisspeltVariables() {}

    /**
     * Refuses them.
     *
     * @param variables names of all that are in the environment
     * @param settings keys of all settings
     * @throws ConfigurationException with a line for each that is meant for a setting whose own variable is not there
     */
    static void refuse(Set<String> variables, Collection<String> settings) {
        Set<String> known =
                new TreeSet<>(settings.stream().map(Settings::variable).toList());
        List<String> problems = variables.stream()
                .filter(name -> name.length() >= SHORTEST && !known.contains(name))
                .sorted()
                .flatMap(
                        name -> meant(name, variables, known)
                                .map(meant -> name + " is no setting; did you mean " + meant + "?")
                                .stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private static Optional<String> meant(String name, Set<String> variables, Set<String> known) {
        List<String> others = known.stream()
                .filter(setting -> setting.length() >= SHORTEST && !variables.contains(setting))
                .toList();
        return Likeness.nearest(name, others, SLIPS);
    }
}
