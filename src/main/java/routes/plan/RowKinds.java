package routes.plan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.copy.DotSegments;
import routes.ledger.Columns;
import routes.table.NearMissPattern;
import routes.table.NearMisses;
import routes.verify.TableWalk;

/** Counts rows by what their paths are. */
final class RowKinds {

    private final Columns columns;
    private final NearMissPattern pattern;
    private final boolean dotSegments;
    private final long[] legacy;
    private long target;
    private long unusable;
    private NearMisses nearMisses = NearMisses.NONE;

    /**
     * @param dotSegments whether keys may have a segment {@code .} or {@code ..}
     */
    RowKinds(Columns columns, boolean dotSegments) {
        this.dotSegments = dotSegments;
        this.columns = columns;
        this.legacy = new long[columns.size()];
        this.pattern = NearMissPattern.of(columns.migration());
    }

    /** Takes a row; what its path means, if that is a legacy object. */
    Optional<ObjectPath> add(TableWalk.Found row) {
        if (row.kind() == TableWalk.Kind.TARGET) {
            target++;
            return Optional.empty();
        }
        if (row.kind() == TableWalk.Kind.NEAR_MISS) {
            nearMisses = nearMisses.and(pattern.miss(columns.nameOf(row.column(), row.key()), row.path()));
            return Optional.empty();
        }
        legacy[row.column()]++;
        Optional<ObjectPath> path = columns.migration().paths().read(row.text());
        if (path.isEmpty() || !isUsable(row, path.get())) {
            unusable++;
        }
        return path;
    }

    private boolean isUsable(TableWalk.Found row, ObjectPath path) {
        return Arrays.equals(row.path(), path.text().getBytes(StandardCharsets.UTF_8))
                && isKey(path.sourceKey())
                && isKey(path.targetKey())
                && columns.get(row.column()).schema().fits(path.newText());
    }

    private boolean isKey(String key) {
        return (dotSegments || !DotSegments.areIn(key)) && Migration.isKey(key);
    }

    /** Rows with a legacy path, by the number of the column. */
    List<Long> legacy() {
        return Arrays.stream(legacy).boxed().toList();
    }

    long target() {
        return target;
    }

    long unusable() {
        return unusable;
    }

    NearMisses nearMisses() {
        return nearMisses;
    }
}
