package routes.ledger;

import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.SqlParameterValue;
import routes.config.ObjectPath;
import routes.config.PathForms;
import routes.table.TableSchema;

/** Outcomes as values of the ledger's statements, in the order of their columns. */
final class OutcomeValues {

    /** Most characters of a path, a key or a detail. */
    private static final int CHARACTERS = 1024;

    /** A null of which nobody has to ask the driver what type it would be: it answers with an exception, for every one. */
    private static final SqlParameterValue NULL = new SqlParameterValue(Types.VARCHAR, null);

    private final TableSchema schema;
    private final PathForms paths;

    OutcomeValues(TableSchema schema) {
        this.schema = schema;
        this.paths = schema.migration().paths();
    }

    Object[] ofInsert(Outcome outcome) {
        return typed(inserted(outcome));
    }

    private Object[] inserted(Outcome outcome) {
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
        List<Object> values = new ArrayList<>(Arrays.asList(inserted(outcome)));
        values.add(1, cut(outcome.newPath()));
        values.add(outcome.row().attempts());
        return typed(values.toArray());
    }

    private static Object[] typed(Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                values[i] = NULL;
            }
        }
        return values;
    }

    private static String cut(String text) {
        if (text == null || text.codePointCount(0, text.length()) <= CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, CHARACTERS));
    }
}
