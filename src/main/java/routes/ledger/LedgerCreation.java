package routes.ledger;

import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.table.Sql;
import routes.table.TableSchema;

/** Makes the ledger, with an id of its own, or brings one of an earlier version along. */
final class LedgerCreation {

    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;
    private final LedgerTable table;

    LedgerCreation(TableSchema schema, Sql statements, JdbcTemplate jdbc, LedgerTable table) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = jdbc;
        this.table = table;
    }

    /**
     * Makes the ledger unless it is there.
     *
     * @throws ConfigurationException when one of an earlier version may not be changed
     */
    void create() {
        Identity fresh = Identity.fresh(schema.migration());
        jdbc.execute(statement("create", fresh));
        if (isOfEarlierVersion()) {
            new NamedLock(jdbc, schema.migration().fingerprint()).hold(() -> {
                if (isOfEarlierVersion()) { // another producer may have been first
                    bringAlong(statement("columns", identified().orElse(fresh)));
                }
            });
        }
    }

    private String statement(String name, Identity identity) {
        return statements.get(Ledger.class, name, Map.of("${comment}", LedgerTable.comment(identity)));
    }

    private boolean isOfEarlierVersion() {
        String ledger = schema.migration().ledger();
        return identified().isEmpty()
                || jdbc.queryForList(statements.get(Ledger.class, "has-columns"), ledger)
                        .isEmpty();
    }

    /** Which migration this is, if its ledger has an id. */
    private Optional<Identity> identified() {
        return table.identity().filter(identity -> identity.ledger().isPresent());
    }

    private void bringAlong(String columns) {
        try {
            jdbc.execute(columns);
        } catch (DataAccessException e) {
            throw Settings.problem(
                    "temp.table.for.update",
                    "names the ledger of an earlier version, and it cannot be changed (%s); have somebody who may do: %s"
                            .formatted(e.getMostSpecificCause().getMessage(), columns.replaceAll("\\s+", " ")));
        }
    }
}
