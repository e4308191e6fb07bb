package routes.connect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.table.TableSchema;

/** Looks at everything that a migration needs, before anything is written, and reports all problems together. */
public final class Preflight {

    private final Settings settings;
    private final List<Migration> migrations;
    private final Connections connections;
    private final boolean rewrites;

    /**
     * @param rewrites whether it is for a producer, which writes the table and scales the services down: then a rewrite is tried and taken back
     */
    public Preflight(Settings settings, List<Migration> migrations, Connections connections, boolean rewrites) {
        this.settings = settings;
        this.migrations = List.copyOf(migrations);
        this.connections = connections;
        this.rewrites = rewrites;
    }

    /**
     * Checks, waiting for servers that are only just starting.
     *
     * @return what the migration must know of the tables, in the order of the columns
     * @throws ConfigurationException with every problem found
     */
    public List<TableSchema> check() {
        Patience patience = new Patience(settings.duration("preflight.timeout"));
        Set<String> problems = new LinkedHashSet<>(); // what is wrong for several columns is said once
        List<TableSchema> schemas = new ArrayList<>();
        for (Migration migration : migrations) {
            TableCheck table = new TableCheck(settings, migration, connections.database(), rewrites);
            table.check(patience, problems).ifPresent(schemas::add);
        }
        if (rewrites) {
            problems.addAll(new ReplicaCheck(settings).problems());
        }
        problems.addAll(new RedisCheck(settings, connections.redis()).check(patience));
        problems.addAll(new BucketCheck(settings, connections.s3()).check(patience, migrations.get(0)));
        if (rewrites) {
            problems.addAll(new EcsCheck(settings, connections.ecs()).check(patience));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(List.copyOf(problems));
        }
        return schemas;
    }
}
