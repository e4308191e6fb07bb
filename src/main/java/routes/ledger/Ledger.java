package routes.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;
import routes.queue.Job;
import routes.table.Row;
import routes.table.Sql;
import routes.table.TableSchema;

/** The table of record: what was made of every row handled. */
public final class Ledger {

    private static final int PATH_CHARACTERS = 1024;
    private static final int DETAIL_CHARACTERS = 1024;

    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;
    private final String insert;
    private final String update;
    private final String recorded;

    public Ledger(TableSchema schema, Sql statements, DataSource dataSource) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = new JdbcTemplate(dataSource);
        this.insert = statements.get("ledger-insert");
        this.update = statements.get("ledger-update");
        this.recorded = statements.get("ledger-recorded");
    }

    /** Creates the table unless it is there. */
    public void create() {
        jdbc.execute(statements.get("ledger-create"));
    }

    /**
     * The rows of a job whose outcome of this attempt is not recorded yet: after a crash only what is missing is copied,
     * and a job delivered late never copies over what the application has written to the target since.
     */
    public List<Row> unrecorded(Job job) {
        Map<String, Integer> attempts = new HashMap<>();
        jdbc.query(
                recorded,
                row -> {
                    attempts.put(schema.keyType().read(row, 1), row.getInt(2));
                },
                schema.keyType().value(job.firstKey()),
                schema.keyType().value(job.through()));
        return job.rows().stream()
                .filter(row -> attempts.getOrDefault(row.key(), 0) <= row.attempts())
                .toList();
    }

    /** The batches that record the outcomes: one for rows new to the ledger, one for rows tried before. */
    public List<LedgerBatch> batches(List<Outcome> outcomes) {
        List<Object[]> inserts = new ArrayList<>();
        List<Object[]> updates = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome.row().attempts() == 0) {
                inserts.add(values(outcome));
            } else {
                updates.add(values(outcome, outcome.row().attempts()));
            }
        }
        List<LedgerBatch> batches = new ArrayList<>();
        if (!inserts.isEmpty()) {
            batches.add(new LedgerBatch(insert, inserts));
        }
        if (!updates.isEmpty()) {
            batches.add(new LedgerBatch(update, updates));
        }
        return batches;
    }

    /** Records outcomes outside a route. */
    public void record(List<Outcome> outcomes) {
        for (LedgerBatch batch : batches(outcomes)) {
            jdbc.batchUpdate(batch.statement(), batch.rows());
        }
    }

    /**
     * Records every row whose object would be copied to another object's key; with the mapping that keeps sub-folders
     * there can be none.
     */
    public int recordCollisions() {
        Migration migration = schema.migration();
        if (migration.keyMapping() != Migration.KeyMapping.BASENAME) {
            return 0;
        }
        byte[] prefix = migration.legacyPrefix().getBytes(StandardCharsets.UTF_8);
        return jdbc.update(
                statements.get("collisions"), migration.targetPrefix(), prefix.length, prefix, prefix.length, prefix);
    }

    /** Whether an operator wants rows retried that a further pass would find: a full scan. */
    public boolean hasRetries() {
        byte[] prefix = schema.migration().legacyPrefix().getBytes(StandardCharsets.UTF_8);
        return !jdbc.queryForList(statements.get("retries"), Integer.class, prefix.length, prefix)
                .isEmpty();
    }

    /** Drops the table: roll-back, retry and the exceptions go with it. */
    public void drop() {
        jdbc.execute(statements.get("ledger-drop"));
    }

    /** Counts the whole ledger: a full scan. */
    public LedgerCounts counts() {
        Map<LedgerState, Long> states = new EnumMap<>(LedgerState.class);
        Map<String, Long> reasons = new TreeMap<>();
        jdbc.query(statements.get("ledger-counts"), row -> {
            LedgerState state = LedgerState.valueOf(row.getString(1));
            states.merge(state, row.getLong(3), Long::sum);
            if (state == LedgerState.FAILED) {
                reasons.merge(row.getString(2), row.getLong(3), Long::sum);
            }
        });
        return new LedgerCounts(states, reasons);
    }

    private Object[] values(Outcome outcome, Object... more) {
        Object[] values = new Object[6 + more.length];
        values[0] = cut(outcome.row().path(), PATH_CHARACTERS);
        values[1] = cut(outcome.newPath(), PATH_CHARACTERS);
        values[2] = outcome.state().name();
        values[3] = outcome.reason() == null ? null : outcome.reason().name();
        values[4] = cut(outcome.detail(), DETAIL_CHARACTERS);
        values[5] = schema.keyType().value(outcome.row().key());
        System.arraycopy(more, 0, values, 6, more.length);
        return values;
    }

    private static String cut(String text, int characters) {
        if (text == null || text.codePointCount(0, text.length()) <= characters) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, characters));
    }
}
