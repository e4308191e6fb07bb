package routes.cli;

import java.nio.charset.StandardCharsets;
import routes.config.Migration;
import routes.ledger.Columns;
import routes.ledger.RowName;
import routes.table.NearMissPattern;
import routes.verify.Difference;

/** Says of a difference what only the settings tell: legacy keys, and the forms of paths that mean none. */
final class FullDifference {

    private final Columns columns;
    private final Migration migration;
    private final NearMissPattern nearMisses;

    FullDifference(Columns columns) {
        this.columns = columns;
        this.migration = columns.migration();
        this.nearMisses = NearMissPattern.of(migration);
    }

    Difference of(Difference found) {
        String row =
                found.row() == null ? null : RowName.parse(found.row(), columns).name();
        return full(new Difference(found.kind(), row, found.key(), found.detail()));
    }

    private Difference full(Difference found) {
        return switch (found.kind()) {
            case UNNAMED ->
                new Difference(
                        found.kind(),
                        found.row(),
                        migration.paths().sourceKey(found.key()).orElse(found.key()),
                        found.detail());
            case NEAR_MISS ->
                new Difference(
                        found.kind(),
                        found.row(),
                        found.key(),
                        nearMisses
                                .form(found.key().getBytes(StandardCharsets.UTF_8))
                                .orElse(""));
            case MISSING, DIFFERENT, ORPHANED, LEGACY_ROW -> found;
        };
    }
}
