package routes.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.ConfigurationException;
import routes.fault.SystemFaultException;
import routes.table.Row;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/** The table of record: what was made of every row handled. */
public final class Ledger {

    /** Why a row is superseded that a roll-back has restored; the applier gives no reason. */
    private static final String ROLLED_BACK = "ROLLED_BACK";

    /** Rows asked for by one statement: from a thousand on MariaDB makes a table of them. */
    private static final int KEYS = 500;

    /** Longest ETag, or version, that is kept. */
    static final int TAG_CHARACTERS = 255;

    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;
    private final LedgerTable table;
    private final OutcomeValues values;
    private final String insert;
    private final String insertRest;
    private final String update;
    private final String recorded;
    private final WindowedQuery<Count> counts;

    /** Rows of a window in one state, and for one reason. */
    private record Count(LedgerState state, String reason, long rows) {}

    public Ledger(TableSchema schema, Sql statements, DataSource dataSource) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = new JdbcTemplate(dataSource);
        this.table = new LedgerTable(dataSource, schema.migration());
        this.values = new OutcomeValues(schema);
        this.insert = statements.get(Ledger.class, "insert");
        this.insertRest = statements.get(Ledger.class, "insert-rest");
        this.update = statements.get(Ledger.class, "update");
        this.counts = new WindowedQuery<>(
                statements,
                dataSource,
                WindowedQuery.Over.LEDGER,
                statements.get(Ledger.class, "counts"),
                (row, number) -> new Count(LedgerState.valueOf(row.getString(1)), row.getString(2), row.getLong(3)));
        this.recorded = statements.get(
                Ledger.class, "recorded", Map.of("${keys}", String.join(", ", Collections.nCopies(KEYS, "?"))));
    }

    /**
     * Makes sure that the ledger is still this migration's: a consumer that was cut off for long may come back after the end, when another
     * migration has made one of the same name.
     *
     * @throws SystemFaultException when it is not
     */
    public void requireOurs() {
        identity();
    }

    /**
     * Which migration this is; read from the ledger every time.
     *
     * @throws SystemFaultException when the ledger is absent, or not this migration's
     */
    public Identity identity() {
        return table.identity()
                .orElseThrow(() -> new SystemFaultException(
                        "the table " + schema.migration().ledger() + " is not the ledger of this migration any more",
                        null));
    }

    /** What a job says of itself: which migration's it is, and in which forms its paths are read. */
    public String jobMark() {
        return identity().text() + formMark();
    }

    /**
     * Whether a job is this migration's, and its paths mean here what they meant to the producer; none is while there is no ledger.
     *
     * @param mark what the job says of itself
     */
    public boolean owns(String mark) {
        String forms = formMark();
        return mark.endsWith(forms)
                && table.identity()
                        .filter(identity -> identity.owns(mark.substring(0, mark.length() - forms.length())))
                        .isPresent();
    }

    /** Nothing for plain paths, as jobs of earlier versions have it. */
    private String formMark() {
        String forms = schema.migration().paths().fingerprint();
        return forms.isEmpty() ? "" : " " + forms;
    }

    /**
     * Creates the table unless it is there, and brings one of an earlier version along. Of two that create it at the same moment one does,
     * and the id is the one's.
     *
     * @throws ConfigurationException when that is not permitted
     */
    public void create() {
        new LedgerCreation(schema, statements, jdbc, table).create();
    }

    /**
     * The statement that a ledger of an earlier version needs before outcomes can be recorded in it, and copies be known; empty when it needs
     * none, and when there is no ledger.
     */
    public Optional<String> missing() {
        return new LedgerCreation(schema, statements, jdbc, table).missing();
    }

    /**
     * Those of some rows whose outcome of this attempt is not recorded yet: after a crash only what is missing is copied,
     * and a job delivered late never copies over what the application has written to the target since.
     */
    public Unrecorded unrecorded(List<Row> rows) {
        Map<String, Integer> attempts = new HashMap<>();
        Map<String, String> tags = new HashMap<>();
        for (int from = 0; from < rows.size(); from += KEYS) {
            Object[] keys = new Object[KEYS];
            for (int i = 0; i < KEYS; i++) {
                // the same statement for the last ones too: a key twice finds the same row
                Row row = rows.get(Math.min(from + i, rows.size() - 1));
                keys[i] = schema.keyType().value(row.key());
            }
            jdbc.query(
                    recorded,
                    row -> {
                        attempts.put(schema.keyType().read(row, 1), row.getInt(2));
                        if (row.getString(4) != null) {
                            tags.put(row.getString(3), row.getString(4));
                        }
                    },
                    keys);
        }
        return new Unrecorded(
                rows.stream()
                        .filter(row -> attempts.getOrDefault(row.key(), 0) <= row.attempts())
                        .toList(),
                tags);
    }

    /** Some rows whose object was copied, in key order. */
    public List<Outcome> copied(int most) {
        WindowedQuery<Outcome> copied = new WindowedQuery<>(
                statements,
                jdbc.getDataSource(),
                WindowedQuery.Over.LEDGER,
                statements.get(Ledger.class, "copied"),
                (row, number) ->
                        Outcome.copied(new Row(schema.keyType().read(row, 1), row.getString(2), 1), row.getString(3)),
                outcome -> outcome.row().key(),
                most);
        return copied.first(most);
    }

    /** The batches that record the outcomes: those for rows new to the ledger, then those for rows tried before. */
    public List<LedgerBatch> batches(List<Outcome> outcomes) {
        List<Object[]> inserts = new ArrayList<>();
        List<Object[]> updates = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome.row().attempts() == 0) {
                inserts.add(values.ofInsert(outcome));
            } else {
                updates.add(values.ofUpdate(outcome));
            }
        }
        List<LedgerBatch> batches = new ArrayList<>();
        addBatches(batches, insert, insertRest, inserts);
        addBatches(batches, update, update, updates);
        return batches;
    }

    /** No more rows in a batch than a transaction may have. */
    private void addBatches(List<LedgerBatch> batches, String statement, String rest, List<Object[]> rows) {
        int most = schema.keysOfTransaction(Math.max(1, rows.size()), 1);
        for (int from = 0; from < rows.size(); from += most) {
            batches.add(new LedgerBatch(statement, rest, rows.subList(from, Math.min(from + most, rows.size()))));
        }
    }

    /** Records outcomes outside a route. */
    public void record(List<Outcome> outcomes) {
        for (LedgerBatch batch : batches(outcomes)) {
            try {
                jdbc.batchUpdate(batch.statement(), batch.rows());
            } catch (DuplicateKeyException e) {
                jdbc.batchUpdate(batch.rest(), batch.rows());
            }
        }
    }

    /** Whether anything is recorded yet. */
    public boolean hasRows() {
        return !jdbc.queryForList(statements.get(Ledger.class, "any")).isEmpty();
    }

    /** Drops the table: roll-back, retry and the exceptions go with it. */
    public void drop() {
        jdbc.execute(statements.get(Ledger.class, "drop"));
    }

    /** Counts the whole ledger, window by window: a row that changes its state meanwhile may count as either. */
    public LedgerCounts counts() {
        Map<LedgerState, Long> states = new EnumMap<>(LedgerState.class);
        Map<String, Long> reasons = new TreeMap<>();
        LongAdder rolledBack = new LongAdder();
        counts.forEach(window -> window.forEach(count -> {
            states.merge(count.state(), count.rows(), Long::sum);
            if (count.state() == LedgerState.FAILED
                    || (count.state() == LedgerState.APPLIED && !count.reason().isEmpty())) {
                reasons.merge(count.reason(), count.rows(), Long::sum);
            } else if (count.reason().equals(ROLLED_BACK)) {
                rolledBack.add(count.rows());
            }
        }));
        return new LedgerCounts(states, reasons, rolledBack.sum());
    }
}
