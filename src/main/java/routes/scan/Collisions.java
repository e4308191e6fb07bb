package routes.scan;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;
import routes.table.Sql;
import routes.table.TableSchema;

/**
 * Rows of different objects that the mapping would copy to one key: recorded as exceptions before the scan finds them. With the
 * mapping that keeps sub-folders there can be none.
 */
public final class Collisions {

    private final Migration migration;
    private final String record;
    private final JdbcTemplate jdbc;

    public Collisions(TableSchema schema, Sql statements, DataSource dataSource) {
        this.migration = schema.migration();
        this.record = statements.get(Collisions.class, "collisions");
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** Records every row whose object would be copied to another object's key: one statement over the whole table. */
    public void record() {
        if (migration.keyMapping() == Migration.KeyMapping.BASENAME) {
            byte[] prefix = migration.legacyPrefixBytes();
            jdbc.update(record, migration.targetPrefix(), prefix.length, prefix, prefix.length, prefix);
        }
    }
}
