package routes.connect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.ledger.LedgerShape;
import routes.ledger.LedgerTable;
import routes.table.SchemaReader;
import routes.table.Sql;
import routes.table.TableSchema;

/** Asks MariaDB whether the migration can work with it. */
public final class DatabaseCheck {

    private static final Set<String> TABLE_PRIVILEGES = Set.of("SELECT", "UPDATE");
    private static final List<String> LEDGER_PRIVILEGES = List.of("SELECT", "INSERT", "UPDATE", "CREATE", "DROP");

    private final Settings settings;
    private final String where;
    private final Migration migration;
    private final DataSource database;
    private final JdbcTemplate jdbc;
    private final JdbcTemplate once;

    DatabaseCheck(Settings settings, Migration migration, DataSource database) {
        this.settings = settings;
        this.where = settings.text("database.host") + ":" + settings.text("database.port");
        this.migration = migration;
        this.database = database;
        this.jdbc = new JdbcTemplate(database);
        // a pool tries again for seconds what was refused for good
        this.once = new JdbcTemplate(Database.once(settings));
    }

    /**
     * Makes sure that the database does not refuse this user or this database, which a pool would try again for seconds; one that cannot be
     * reached is left to whoever needs it.
     *
     * @throws ConfigurationException naming the setting
     */
    public static void requireAccess(Settings settings) {
        try {
            new JdbcTemplate(Database.once(settings)).queryForObject("SELECT 1", Integer.class);
        } catch (DataAccessException e) {
            if (!isUnreachable(e)) {
                throw Settings.problem(Culprit.of(e), "cannot be used: " + Explanation.of(e));
            }
        }
    }

    /**
     * Asks, waiting for a server that is only just starting.
     *
     * @param problems gets a line for each problem found
     * @return the table; empty when there is a problem with it
     */
    Optional<TableSchema> check(Patience patience, List<String> problems) {
        Optional<String> unusable = await(patience);
        if (unusable.isPresent()) {
            problems.add(unusable.get());
            return Optional.empty();
        }
        Optional<TableSchema> schema = schema(problems);
        problems.addAll(guarded("db.user", this::privileges));
        problems.addAll(guarded("temp.table.for.update", () -> ledger(schema)));
        problems.addAll(guarded("database.host", new ServerCheck(where, jdbc)::check));
        schema.ifPresent(
                table -> problems.addAll(guarded("target.object.prefix", new TargetPrefixCheck(table, jdbc)::check)));
        return schema;
    }

    /** A server that cannot be reached may still be starting; one that answers with an error is not waited for. */
    private Optional<String> await(Patience patience) {
        while (true) {
            try {
                once.queryForObject("SELECT 1", Integer.class);
                return Optional.empty();
            } catch (DataAccessException e) {
                if (!isUnreachable(e) || !patience.pause("MariaDB at " + where)) {
                    return Optional.of(
                            Settings.line(Culprit.of(e), "cannot be used: " + where + ": " + Explanation.of(e)));
                }
            }
        }
    }

    private static boolean isUnreachable(DataAccessException e) {
        return (e instanceof CannotGetJdbcConnectionException || e instanceof DataAccessResourceFailureException)
                && Culprit.of(e).equals(Culprit.HOST);
    }

    private Optional<TableSchema> schema(List<String> problems) {
        try {
            return Optional.of(new SchemaReader(database, migration).read());
        } catch (ConfigurationException e) {
            problems.addAll(e.problems());
        } catch (DataAccessException e) {
            problems.add(Settings.line("database.name", "cannot be read: " + Explanation.of(e)));
        }
        return Optional.empty();
    }

    private static List<String> guarded(String key, Supplier<List<String>> check) {
        try {
            return check.get();
        } catch (DataAccessException e) {
            return List.of(Settings.line(key, "cannot be checked: " + Explanation.of(e)));
        }
    }

    private List<String> privileges() {
        Set<String> onTable = granted(migration.table());
        Set<String> onLedger = granted(migration.ledger());
        List<String> missing = new ArrayList<>();
        TABLE_PRIVILEGES.stream()
                .sorted()
                .filter(privilege -> !onTable.contains(privilege))
                .forEach(privilege -> missing.add(privilege + " on " + migration.table()));
        LEDGER_PRIVILEGES.stream()
                .filter(privilege -> !onLedger.contains(privilege))
                .forEach(privilege -> missing.add(privilege + " on " + migration.ledger()));
        return missing.isEmpty()
                ? List.of()
                : List.of(Settings.line("db.user", "lacks privileges: " + String.join(", ", missing)));
    }

    /** The privileges on a table of the migration's database: global, of the schema, of the table, and by role. */
    private Set<String> granted(String table) {
        Set<String> grantees = new HashSet<>();
        String user = jdbc.queryForObject("SELECT CURRENT_USER()", String.class);
        int at = user.lastIndexOf('@');
        grantees.add("'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'");
        jdbc.queryForList(
                        "SELECT role_name FROM information_schema.enabled_roles WHERE role_name IS NOT NULL",
                        String.class)
                .forEach(role -> {
                    grantees.add(role);
                    grantees.add("'" + role + "'@''");
                });
        Set<String> granted = new HashSet<>();
        for (String grantee : grantees) {
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.user_privileges WHERE grantee = ?",
                    String.class,
                    grantee));
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.schema_privileges"
                            + " WHERE grantee = ? AND ? LIKE table_schema",
                    String.class,
                    grantee,
                    migration.database()));
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.table_privileges"
                            + " WHERE grantee = ? AND table_schema = ? AND table_name = ?",
                    String.class,
                    grantee,
                    migration.database(),
                    table));
        }
        if (table.equals(migration.table())) {
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.column_privileges"
                            + " WHERE table_schema = ? AND table_name = ? AND column_name = ? AND privilege_type = 'UPDATE'",
                    String.class,
                    migration.database(),
                    table,
                    migration.column()));
        }
        return granted;
    }

    private List<String> ledger(Optional<TableSchema> schema) {
        return switch (new LedgerTable(database, migration).kind()) {
            case ABSENT -> List.of();
            case OURS ->
                schema.flatMap(table -> new LedgerShape(table, Sql.of(table, settings), database).problem()).stream()
                        .toList();
            case NO_LEDGER ->
                List.of(Settings.line(
                        "temp.table.for.update",
                        "names a table that is not a ledger of this program: " + migration.ledger()));
            case ANOTHERS ->
                List.of(Settings.line(
                        "temp.table.for.update",
                        "names the ledger of a migration with other settings: " + migration.ledger()
                                + "; finish that one, or name another table"));
        };
    }
}
