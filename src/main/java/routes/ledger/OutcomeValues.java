package routes.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import routes.config.ObjectPath;
import routes.config.PathForms;
import routes.table.TableSchema;

/** Outcomes as values of the ledger's statements, in the order of their columns. */
final class OutcomeValues {

    /** Most characters of a path, a key or a detail. */
    private static final int CHARACTERS = 1024;

    private final TableSchema schema;
    private final PathForms paths;

    OutcomeValues(TableSchema schema) {
        this.schema = schema;
        this.paths = schema.migration().paths();
    }

    Object[] ofInsert(Outcome outcome) {
        CopyRecord copy = outcome.copy();
        Optional<ObjectPath> path =
                paths.arePlain() ? Optional.empty() : paths.read(outcome.row().path());
        return new Object[] {
            copy.targetTag(),
            LedgerTimes.stored(copy.copiedAt()),
            copy.sourceTag(),
            LedgerTimes.stored(copy.sourceModified()),
            copy.sourceVersion(),
            cut(outcome.row().path()),
            cut(outcome.newPath()),
            path.map(ObjectPath::sourceKey)
                    .filter(key -> !key.equals(outcome.row().path()))
                    .map(OutcomeValues::cut)
                    .orElse(null),
            path.map(ObjectPath::targetKey)
                    .filter(key -> !key.equals(outcome.newPath()))
                    .map(OutcomeValues::cut)
                    .orElse(null),
            outcome.state().name(),
            outcome.reason() == null ? null : outcome.reason().name(),
            cut(outcome.detail()),
            schema.keyType().value(outcome.row().key())
        };
    }

    /** The new path twice: it is compared with the one before. */
    Object[] ofUpdate(Outcome outcome) {
        List<Object> values = new ArrayList<>(Arrays.asList(ofInsert(outcome)));
        values.add(1, cut(outcome.newPath()));
        values.add(outcome.row().attempts());
        return values.toArray();
    }

    private static String cut(String text) {
        if (text == null || text.codePointCount(0, text.length()) <= CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, CHARACTERS));
    }
}
