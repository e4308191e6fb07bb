package routes.ledger;

import javax.sql.DataSource;
import routes.config.Migration;
import routes.table.RowKeyType;
import routes.table.Sql;
import routes.table.TableSchema;

/**
 * A column that is migrated: its table, its statements, its ledger.
 *
 * @param number its place among the columns of the migration, from 0
 */
public record Column(int number, TableSchema schema, Sql statements, Ledger ledger) {

    /** The only column of a migration. */
    public Column(TableSchema schema, Sql statements, Ledger ledger) {
        this(0, schema, statements, ledger);
    }

    /**
     * The only column of a migration.
     *
     * @param database where the ledger is
     */
    public Column(TableSchema schema, Sql statements, DataSource database) {
        this(schema, statements, new Ledger(schema, statements, database));
    }

    public Migration migration() {
        return schema.migration();
    }

    /** How the row keys of the table travel. */
    public RowKeyType keyType() {
        return schema.keyType();
    }

    /** {@code TABLE.COLUMN}. */
    public String name() {
        return migration().name();
    }
}
