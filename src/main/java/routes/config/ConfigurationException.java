package routes.config;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the settings or with what they point at; each problem is one line that names its setting. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String[] problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = problems.toArray(String[]::new);
    }

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    /**
     * Makes all the checks.
     *
     * @throws ConfigurationException with the problems of all that failed
     */
    public static void collect(Runnable... checks) {
        List<String> problems = new ArrayList<>();
        for (Runnable check : checks) {
            try {
                check.run();
            } catch (ConfigurationException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    public List<String> problems() {
        return List.of(problems);
    }
}
