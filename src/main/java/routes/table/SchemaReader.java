package routes.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;

/** Reads from {@code information_schema} what the migration must know of the production table, and whether it can work. */
public final class SchemaReader {

    private static final Set<String> PATH_TYPES = Set.of(
            "char",
            "varchar",
            "tinytext",
            "text",
            "mediumtext",
            "longtext",
            "varbinary",
            "tinyblob",
            "blob",
            "mediumblob",
            "longblob");

    private static final String TABLE = "database.table.to.update";
    private static final String COLUMN = "table.column.name.to.update";
    private static final String KEY = "row.key.column";

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final Migration migration;

    public SchemaReader(DataSource dataSource, Migration migration) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
        this.migration = migration;
    }

    /**
     * Reads the schema.
     *
     * @throws ConfigurationException with every problem found
     */
    public TableSchema read() {
        requireTable();
        TableColumns columns = new TableColumns(dataSource, migration.database(), migration.table());
        List<String> problems = new ArrayList<>();
        Optional<TableColumn> path = columns.find(migration.column());
        if (path.isEmpty()) {
            problems.add(Settings.line(
                    migration.setting(COLUMN), "names no column of " + migration.table() + ": " + migration.column()));
        } else if (!PATH_TYPES.contains(path.get().dataType())
                || path.get().generation().isPresent()) {
            problems.add(Settings.line(
                    migration.setting(COLUMN),
                    "must name a column that holds text and can be written: " + migration.column() + " is "
                            + path.get().columnType()
                            + (path.get().generation().isPresent() ? ", generated" : "")));
        }
        Optional<TableColumn> key = rowKey(columns, problems);
        if (!problems.isEmpty() || path.isEmpty() || key.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        RowKeyType type = RowKeyType.of(key.get().dataType()).orElseThrow();
        return new TableSchema(
                migration,
                key.get().name(),
                type,
                type.ledgerDefinition(key.get().definition()),
                migration.asBytes() ? Optional.empty() : path.get().charset(),
                migration.asBytes() ? path.get().octets() : path.get().length(),
                rowsOfTransaction(),
                new UniqueIndexes(dataSource, migration, columns)
                        .of(key.get().name())
                        .orElseThrow());
    }

    /**
     * The comment of a table of the migration's database; empty when the user can see no such table.
     */
    public Optional<String> comment(String table) {
        return jdbc
                .queryForList(
                        "SELECT table_comment FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                        String.class,
                        migration.database(),
                        table)
                .stream()
                .findFirst();
    }

    /** Views, sequences and the like have no engine of a table, or are of another type. */
    private void requireTable() {
        List<Map<String, Object>> tables = jdbc.queryForList(
                "SELECT table_type, engine FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                migration.database(),
                migration.table());
        if (tables.isEmpty()) {
            throw Settings.problem(
                    migration.setting(TABLE),
                    "names no table that the user can see: " + migration.database() + "." + migration.table());
        }
        String type = String.valueOf(tables.get(0).get("table_type"));
        Object engine = tables.get(0).get("engine");
        String is =
                switch (type) {
                    case "BASE TABLE", "SYSTEM VERSIONED" ->
                        "InnoDB".equalsIgnoreCase(String.valueOf(engine)) ? "" : String.valueOf(engine);
                    case "SEQUENCE" -> "a sequence";
                    default -> "a view";
                };
        if (!is.isEmpty()) {
            throw Settings.problem(
                    migration.setting(TABLE), "must name an InnoDB table: " + migration.table() + " is " + is);
        }
    }

    private Optional<TableColumn> rowKey(TableColumns columns, List<String> problems) {
        UniqueIndexes indexes = new UniqueIndexes(dataSource, migration, columns);
        List<String> names = migration.rowKeyColumn().map(List::of).orElseGet(() -> indexes.columns("PRIMARY"));
        if (names.size() != 1) {
            return problem(
                    problems,
                    "must name a unique column: " + migration.table()
                            + (names.isEmpty()
                                    ? " has no primary key"
                                    : " has the primary key (" + String.join(", ", names) + ")"));
        }
        Optional<TableColumn> found = columns.find(names.get(0));
        if (found.isEmpty()) {
            return problem(problems, "names no column of " + migration.table() + ": " + names.get(0));
        }
        TableColumn key = found.get();
        if (key.nullable() || indexes.of(key.name()).isEmpty()) {
            return problem(
                    problems,
                    "must name a column that is NOT NULL and alone in a unique index: " + key.name() + " is not");
        }
        if (RowKeyType.of(key.dataType()).isEmpty()) {
            return problem(
                    problems,
                    "must name a column of exact numbers, text, times or bytes: " + key.name() + " is "
                            + key.columnType());
        }
        if (key.name().equalsIgnoreCase(migration.column())) {
            return problem(problems, "must not be the column that is rewritten: " + key.name());
        }
        return found;
    }

    private Optional<TableColumn> problem(List<String> problems, String what) {
        problems.add(Settings.line(migration.setting(KEY), what));
        return Optional.empty();
    }

    /**
     * Rows that one transaction may change: Galera refuses larger ones. Source: "Galera Cluster System Variables",
     * {@code wsrep_max_ws_rows}, 0 is any number; a server that is built without Galera does not have it.
     */
    private long rowsOfTransaction() {
        return jdbc
                .queryForList(
                        "SELECT variable_value FROM information_schema.global_variables"
                                + " WHERE variable_name = 'WSREP_MAX_WS_ROWS'",
                        Long.class)
                .stream()
                .filter(rows -> rows > 0)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
