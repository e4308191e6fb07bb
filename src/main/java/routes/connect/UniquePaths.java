package routes.connect;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import routes.connect.TrialRows.Sample;
import routes.fault.DatabaseFaults;

/**
 * Finds out whether a unique index, of the paths, of their first characters, of paths and something else, or of what is made of them, lets no
 * two new paths stand beside each other: rows are rewritten together that it takes one by one.
 */
final class UniquePaths {

    /** Rows of either end of the table. */
    private static final int ROWS = 100;

    private final TrialRows rows;

    UniquePaths(TrialRows rows) {
        this.rows = rows;
    }

    /** What the database has against the new path of a row beside those of others; empty when it has nothing. */
    Optional<String> refusal() {
        List<Sample> samples = withoutCollisions(rows.of(ROWS));
        Map<Sample, String> refused = rows.trying(() -> together(samples));
        return refused.entrySet().stream()
                .filter(entry -> rows.refusal(entry.getKey()).isEmpty())
                .findFirst()
                .map(entry -> "\"%s\" of row %s: %s"
                        .formatted(entry.getKey().renamed(), entry.getKey().key(), entry.getValue()));
    }

    private Map<Sample, String> together(List<Sample> samples) {
        Map<Sample, String> refused = new LinkedHashMap<>();
        for (Sample row : samples) {
            try {
                rows.rewrite(row);
            } catch (DuplicateKeyException e) {
                refused.put(row, DatabaseFaults.describe(e));
            } catch (DataAccessException e) {
                TrialRewrite.requireHeld(e);
            }
        }
        return refused;
    }

    /** Rows whose objects would get the same key are recorded as that, and not rewritten; of a row found at both ends, one. */
    private static List<Sample> withoutCollisions(List<Sample> samples) {
        Map<String, Set<String>> paths = new HashMap<>();
        samples.forEach(row -> paths.computeIfAbsent(row.renamed(), renamed -> new HashSet<>())
                .add(new String(row.path(), StandardCharsets.UTF_8)));
        Set<String> keys = new HashSet<>();
        return samples.stream()
                .filter(row -> paths.get(row.renamed()).size() == 1 && keys.add(row.key()))
                .toList();
    }
}
