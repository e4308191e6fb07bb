package routes.apply;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Event;
import routes.fault.Reason;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/** Rows that the database refuses become recorded exceptions, unless it refuses them all. */
final class RecordedRefusals implements Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedRefusals.class);

    private static final int DETAIL_CHARACTERS = 1000;

    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final String reject;
    private final Verdicts verdicts;

    RecordedRefusals(TableSchema schema, Sql statements, JdbcTemplate jdbc, Duration patience) {
        WindowedQuery<String> anyApplied = WindowedQuery.ofLedgerKeys(
                statements, jdbc.getDataSource(), statements.get(Applier.class, "any-applied"), 1);
        this.schema = schema;
        this.jdbc = jdbc;
        this.reject = statements.get(Applier.class, "reject");
        this.verdicts = new Verdicts(patience, () -> anyApplied.any().isPresent());
    }

    @Override
    public void taken(long began) {
        verdicts.taken(began);
    }

    @Override
    public void weigh(String key, int rows, RewriteRefusedException refusal) {
        verdicts.weigh(key, rows, refusal.getMessage());
    }

    @Override
    public int refused(String key, RewriteRefusedException refusal) {
        String words = refusal.getMessage();
        Event.EXCEPTION.warn(
                LOG,
                "row {}: the database refuses the new path, so that the row keeps the old one ({}): {}",
                value("row", schema.migration().nameOf(key)),
                value("reason", Reason.APPLY_REJECTED),
                words);
        return jdbc.update(
                reject,
                Reason.APPLY_REJECTED.name(),
                words.substring(0, Math.min(words.length(), DETAIL_CHARACTERS)),
                schema.keyType().value(key));
    }
}
