package routes.plan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.copy.DotSegments;
import routes.table.NearMissPattern;
import routes.table.NearMisses;
import routes.table.TableSchema;
import routes.verify.TableWalk;

/** Counts rows by what their paths are. */
final class RowKinds {

    private final TableSchema schema;
    private final NearMissPattern pattern;
    private final boolean dotSegments;
    private long legacy;
    private long target;
    private long unusable;
    private NearMisses nearMisses = NearMisses.NONE;

    /**
     * @param dotSegments whether keys may have a segment {@code .} or {@code ..}
     */
    RowKinds(TableSchema schema, boolean dotSegments) {
        this.dotSegments = dotSegments;
        this.schema = schema;
        this.pattern = NearMissPattern.of(schema.migration());
    }

    /** Takes a row; what its path means, if that is a legacy object. */
    Optional<ObjectPath> add(TableWalk.Found row) {
        if (row.kind() == TableWalk.Kind.TARGET) {
            target++;
            return Optional.empty();
        }
        if (row.kind() == TableWalk.Kind.NEAR_MISS) {
            nearMisses = nearMisses.and(pattern.miss(row.key(), row.path()));
            return Optional.empty();
        }
        legacy++;
        Optional<ObjectPath> path = schema.migration().paths().read(row.text());
        if (path.isEmpty() || !isUsable(row.path(), path.get())) {
            unusable++;
        }
        return path;
    }

    private boolean isUsable(byte[] bytes, ObjectPath path) {
        return Arrays.equals(bytes, path.text().getBytes(StandardCharsets.UTF_8))
                && isKey(path.sourceKey())
                && isKey(path.targetKey())
                && schema.fits(path.newText());
    }

    private boolean isKey(String key) {
        return (dotSegments || !DotSegments.areIn(key)) && Migration.isKey(key);
    }

    long legacy() {
        return legacy;
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
