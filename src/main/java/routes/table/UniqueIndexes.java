package routes.table;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;

/** The unique indexes of the production table. */
public final class UniqueIndexes {

    private final JdbcTemplate jdbc;
    private final String database;
    private final String table;
    private final TableColumns columns;

    UniqueIndexes(DataSource dataSource, Migration migration, TableColumns columns) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.database = migration.database();
        this.table = migration.table();
        this.columns = columns;
    }

    /** The columns of a unique index, in its order, but for the one that tells the versions of a row apart. */
    List<String> columns(String index) {
        return jdbc
                .queryForList(
                        "SELECT column_name FROM information_schema.statistics WHERE table_schema = ? AND table_name = ?"
                                + " AND index_name = ? AND non_unique = 0 ORDER BY seq_in_index",
                        String.class,
                        database,
                        table,
                        index)
                .stream()
                .filter(name -> !isRowEnd(name))
                .toList();
    }

    /**
     * The unique index that has a column alone, the primary key first, in which rows can be found in order: one that MariaDB keeps of hashes, because its values
     * are too long for an index, could not be the ledger's.
     */
    Optional<String> of(String column) {
        return jdbc
                .queryForList(
                        "SELECT index_name FROM information_schema.statistics WHERE table_schema = ? AND table_name = ?"
                                + " AND non_unique = 0 AND index_type = 'BTREE' GROUP BY index_name"
                                + " HAVING MAX(sub_part) IS NULL ORDER BY index_name <> 'PRIMARY', index_name",
                        String.class,
                        database,
                        table)
                .stream()
                .filter(index -> isAlone(column, columns(index)))
                .findFirst();
    }

    private static boolean isAlone(String column, List<String> names) {
        return names.size() == 1 && names.get(0).equalsIgnoreCase(column);
    }

    /** How many a table has. */
    public static int count(DataSource dataSource, Migration migration) {
        return new JdbcTemplate(dataSource)
                .queryForObject(
                        "SELECT COUNT(DISTINCT index_name) FROM information_schema.statistics"
                                + " WHERE table_schema = ? AND table_name = ? AND non_unique = 0",
                        Integer.class,
                        migration.database(),
                        migration.table());
    }

    private boolean isRowEnd(String name) {
        return columns.find(name).filter(TableColumn::isRowEnd).isPresent();
    }
}
