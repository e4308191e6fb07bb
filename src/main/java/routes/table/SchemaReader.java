package routes.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private final JdbcTemplate jdbc;
    private final Migration migration;

    public SchemaReader(DataSource dataSource, Migration migration) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.migration = migration;
    }

    /**
     * Reads the schema.
     *
     * @throws ConfigurationException with every problem found
     */
    public TableSchema read() {
        List<Map<String, Object>> tables = jdbc.queryForList(
                "SELECT table_type, engine FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                migration.database(),
                migration.table());
        if (tables.isEmpty()) {
            throw Settings.problem(
                    "database.table.to.update",
                    "names no table that the user can see: " + migration.database() + "." + migration.table());
        }
        if (!"InnoDB".equalsIgnoreCase(String.valueOf(tables.get(0).get("engine")))) {
            throw Settings.problem(
                    "database.table.to.update",
                    "must name an InnoDB table: " + migration.table() + " is "
                            + (tables.get(0).get("engine") == null
                                    ? "a view"
                                    : tables.get(0).get("engine")));
        }
        List<String> problems = new ArrayList<>();
        Optional<Column> path = column(migration.column());
        if (path.isEmpty()) {
            problems.add(Settings.line(
                    "table.column.name.to.update",
                    "names no column of " + migration.table() + ": " + migration.column()));
        } else if (!PATH_TYPES.contains(path.get().dataType()) || path.get().generated()) {
            problems.add(Settings.line(
                    "table.column.name.to.update",
                    "must name a column that holds text and can be written: " + migration.column() + " is "
                            + path.get().columnType() + (path.get().generated() ? ", generated" : "")));
        }
        Optional<Column> key = rowKey(problems);
        if (!problems.isEmpty() || path.isEmpty() || key.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return new TableSchema(
                migration,
                key.get().name(),
                RowKeyType.of(key.get().dataType()).orElseThrow(),
                key.get().definition(),
                path.get().charset(),
                path.get().length());
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

    private Optional<Column> rowKey(List<String> problems) {
        List<String> names = migration.rowKeyColumn().map(List::of).orElseGet(() -> unique("PRIMARY"));
        if (names.size() != 1) {
            problems.add(Settings.line(
                    "row.key.column",
                    "must name a unique column: " + migration.table()
                            + (names.isEmpty()
                                    ? " has no primary key"
                                    : " has the primary key (" + String.join(", ", names) + ")")));
            return Optional.empty();
        }
        Optional<Column> key = column(names.get(0));
        if (key.isEmpty()) {
            problems.add(
                    Settings.line("row.key.column", "names no column of " + migration.table() + ": " + names.get(0)));
            return Optional.empty();
        }
        if (key.get().nullable() || !isUnique(key.get().name())) {
            problems.add(Settings.line(
                    "row.key.column",
                    "must name a column that is NOT NULL and alone in a unique index: "
                            + key.get().name() + " is not"));
            return Optional.empty();
        }
        if (RowKeyType.of(key.get().dataType()).isEmpty()) {
            problems.add(Settings.line(
                    "row.key.column",
                    "must name a column of numbers, text or bytes: " + key.get().name() + " is "
                            + key.get().columnType()));
            return Optional.empty();
        }
        if (key.get().name().equalsIgnoreCase(migration.column())) {
            problems.add(Settings.line(
                    "row.key.column",
                    "must not be the column that is rewritten: " + key.get().name()));
            return Optional.empty();
        }
        return key;
    }

    private List<String> unique(String index) {
        return jdbc.queryForList(
                "SELECT column_name FROM information_schema.statistics WHERE table_schema = ? AND table_name = ?"
                        + " AND index_name = ? AND non_unique = 0 ORDER BY seq_in_index",
                String.class,
                migration.database(),
                migration.table(),
                index);
    }

    private boolean isUnique(String column) {
        return !jdbc.queryForList(
                        "SELECT index_name FROM information_schema.statistics WHERE table_schema = ? AND table_name = ?"
                                + " AND non_unique = 0 GROUP BY index_name"
                                + " HAVING COUNT(*) = 1 AND MAX(column_name) = ? AND MAX(sub_part) IS NULL",
                        String.class,
                        migration.database(),
                        migration.table(),
                        column)
                .isEmpty();
    }

    private Optional<Column> column(String name) {
        return jdbc
                .query(
                        "SELECT column_name, data_type, column_type, character_set_name, collation_name, is_nullable,"
                                + " character_maximum_length, generation_expression FROM information_schema.columns"
                                + " WHERE table_schema = ? AND table_name = ? AND column_name = ?",
                        (row, number) -> new Column(
                                row.getString(1),
                                row.getString(2).toLowerCase(Locale.ROOT),
                                row.getString(3),
                                Optional.ofNullable(row.getString(4)),
                                Optional.ofNullable(row.getString(5)),
                                "YES".equals(row.getString(6)),
                                row.getLong(7),
                                row.getString(8) != null),
                        migration.database(),
                        migration.table(),
                        name)
                .stream()
                .findFirst();
    }

    /** A column as {@code information_schema} describes it; the length is in characters, of a binary column in bytes. */
    private record Column(
            String name,
            String dataType,
            String columnType,
            Optional<String> charset,
            Optional<String> collation,
            boolean nullable,
            long length,
            boolean generated) {

        /** The type for another table whose values compare and sort alike. */
        String definition() {
            return charset.map(set -> columnType + " CHARACTER SET " + set + " COLLATE " + collation.orElseThrow())
                    .orElse(columnType);
        }
    }
}
