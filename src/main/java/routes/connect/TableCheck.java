package routes.connect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import routes.config.Migration;
import routes.config.Settings;
import routes.table.Sql;
import routes.table.TableSchema;

/** Looks whether a column can be migrated. */
final class TableCheck {

    private final Settings settings;
    private final Migration migration;
    private final DataSource database;
    private final boolean rewrites;

    /**
     * @param rewrites whether a rewrite is tried and taken back
     */
    TableCheck(Settings settings, Migration migration, DataSource database, boolean rewrites) {
        this.settings = settings;
        this.migration = migration;
        this.database = database;
        this.rewrites = rewrites;
    }

    /**
     * Looks, waiting for a server that is only just starting.
     *
     * @param all gets a line for each problem found
     * @return the table; empty when there is a problem with it
     */
    Optional<TableSchema> check(Patience patience, Collection<String> all) {
        List<String> problems = new ArrayList<>();
        Optional<TableSchema> schema = new DatabaseCheck(settings, migration, database).check(patience, problems);
        if (rewrites && schema.isPresent() && problems.isEmpty()) {
            new TrialRewrite(schema.get(), Sql.of(schema.get(), settings), database)
                    .problem()
                    .ifPresent(problems::add);
        }
        all.addAll(problems);
        return schema;
    }
}
