package routes.ledger;

import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.fault.DatabaseFaults;
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
        if (identified().isEmpty() || lacksColumns()) {
            new NamedLock(jdbc, schema.migration().fingerprint()).hold(() -> {
                if (identified().isEmpty() || lacksColumns()) { // another producer may have been first
                    bringAlong(statement("columns", identified().orElse(fresh)));
                }
            });
        }
    }

    /** The statement that brings a ledger along that lacks columns; empty when it lacks none, and when there is no ledger. */
    Optional<String> missing() {
        return table.identity().filter(there -> lacksColumns()).map(there -> statement(
                        "columns", identified().orElseGet(() -> Identity.fresh(schema.migration())))
                .replaceAll("\\s+", " "));
    }

    private String statement(String name, Identity identity) {
        return statements.get(Ledger.class, name, Map.of("${comment}", LedgerTable.comment(identity)));
    }

    private boolean lacksColumns() {
        String ledger = schema.migration().ledger();
        return jdbc.queryForList(statements.get(Ledger.class, "has-columns"), ledger)
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
                            .formatted(DatabaseFaults.words(e), columns.replaceAll("\\s+", " ")));
        }
    }
}
