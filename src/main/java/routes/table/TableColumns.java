package routes.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The columns of a table, as {@code information_schema} describes them to whoever may see it. */
public final class TableColumns {

    private final List<TableColumn> columns;

    public TableColumns(DataSource dataSource, String database, String table) {
        this.columns = read(new JdbcTemplate(dataSource), database, table);
    }

    /** The column of a name, which MariaDB compares without regard to case. */
    public Optional<TableColumn> find(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static List<TableColumn> read(JdbcTemplate jdbc, String database, String table) {
        return jdbc.query(
                "SELECT column_name, data_type, column_type, character_set_name, collation_name, is_nullable,"
                        + " character_maximum_length, character_octet_length, generation_expression, extra"
                        + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ?",
                (row, number) -> new TableColumn(
                        row.getString(1),
                        row.getString(2).toLowerCase(Locale.ROOT),
                        row.getString(3),
                        Optional.ofNullable(row.getString(4)),
                        Optional.ofNullable(row.getString(5)),
                        "YES".equals(row.getString(6)),
                        row.getLong(7),
                        row.getLong(8),
                        Optional.ofNullable(row.getString(9)),
                        row.getString(10)),
                database,
                table);
    }
}
