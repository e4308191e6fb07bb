package routes.apply;

import java.util.Iterator;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.ledger.LedgerState;
import routes.table.Sql;
import routes.table.TableSchema;

/**
 * Failed rows that the application has deleted or given another path since. Nothing is left to do for them: they become
 * {@code SUPERSEDED}, as copied rows do, and are no exceptions of the run.
 */
public final class ObsoleteFailures {

    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final LedgerRanges failed;
    private final String obsolete;

    /**
     * @param rows most rows of the ledger that one transaction changes
     */
    public ObsoleteFailures(TableSchema schema, Sql statements, DataSource dataSource, int rows) {
        this.schema = schema;
        this.jdbc = new JdbcTemplate(dataSource);
        this.failed = new LedgerRanges(schema, statements, dataSource, LedgerState.FAILED, rows);
        this.obsolete = statements.get(ObsoleteFailures.class, "obsolete");
    }

    /**
     * Looks at all failed rows.
     *
     * @return how many of them were obsolete
     */
    public int supersede() {
        int superseded = 0;
        Iterator<KeyRange> ranges = failed.iterator();
        while (ranges.hasNext()) {
            KeyRange range = ranges.next();
            superseded += jdbc.update(
                    obsolete,
                    schema.keyType().value(range.first()),
                    schema.keyType().value(range.last()));
        }
        return superseded;
    }
}
