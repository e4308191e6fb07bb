package routes.config;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The file of settings beside the program, which may be absent unless it is named. */
final class ExternalFile {

    static final String LOCATION = "config.location";
    private static final Path DEFAULT = Path.of("config", "application.properties");

    /** What an operator's own settings begin with, for route files to refer to; and Camel's, which Camel checks itself. */
    static final List<String> OPEN = List.of("my.", "camel.");

    /** Share of a name that may differ for another one to be what was meant. */
    private static final int LIKENESS = 3;

    private ExternalFile() {}

    /** The file that {@code config.location} names, or the one of the usual place if it is there. */
    static Optional<Path> named(UnaryOperator<String> system, UnaryOperator<String> environment) {
        String named = system.apply(LOCATION);
        if (named == null) {
            named = environment.apply(Settings.variable(LOCATION));
        }
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named.strip()));
        }
        return Optional.of(DEFAULT).filter(Files::exists);
    }

    /** The folder of route files that goes with it. */
    static String routes(Path file) {
        return file.toAbsolutePath().resolveSibling("routes").toString();
    }

    /**
     * Its entries.
     *
     * @throws ConfigurationException when it cannot be read, or is no properties file
     */
    static Map<String, String> read(Path file) {
        try (Reader in = Files.newBufferedReader(file)) {
            return Settings.entries(in);
        } catch (IOException e) {
            throw Settings.problem(LOCATION, "names a file that cannot be read: " + file);
        } catch (IllegalArgumentException e) {
            throw Settings.problem(
                    LOCATION, "names a file that is not a properties file: " + file + ": " + e.getMessage());
        }
    }

    /**
     * Refuses settings that nothing reads: a misspelt one would otherwise keep its default in silence.
     *
     * @throws ConfigurationException with a line, {@code FILE:LINE: ...}, for each key that is neither known nor the operator's own
     */
    static void refuseUnknown(Path file, Set<String> keys, Set<String> known) {
        List<String> lines = lines(file);
        List<String> problems = keys.stream()
                .filter(key -> !known.contains(key) && OPEN.stream().noneMatch(key::startsWith))
                .map(key -> file + place(lines, key) + ": no such setting: " + key + suggestion(key, known))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(List<String> lines, String key) {
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).strip().startsWith(key)) {
                return ":" + (line + 1);
            }
        }
        return "";
    }

    private static String suggestion(String key, Collection<String> known) {
        return Likeness.nearest(key, known, Math.max(2, key.length() / LIKENESS))
                .map(name -> "; did you mean " + name + "?")
                .orElse("; settings of your own begin with my.");
    }
}
