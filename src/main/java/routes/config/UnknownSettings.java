package routes.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Refuses settings that nothing reads: a misspelt one would otherwise keep its default in silence. */
final class UnknownSettings {

    /** What an operator's own settings begin with, for route files to refer to; and Camel's, which Camel checks itself. */
    private static final List<String> OPEN = List.of("my.", "camel.");

    /** Share of a name that may differ for another one to be what was meant. */
    private static final int LIKENESS = 3;

    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private UnknownSettings() {}

    /**
     * @throws ConfigurationException with a line, {@code FILE:LINE: ...}, for each key that is neither known nor the operator's own
     */
    static void refuse(Path file, Set<String> keys, Set<String> known) {
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
        Optional<String> nearest = known.stream().min(Comparator.comparingInt(name -> DISTANCE.apply(key, name)));
        return nearest.filter(name -> DISTANCE.apply(key, name) <= Math.max(2, key.length() / LIKENESS))
                .map(name -> "; did you mean " + name + "?")
                .orElse("; settings of your own begin with my.");
    }
}
