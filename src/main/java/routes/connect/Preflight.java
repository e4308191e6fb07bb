package routes.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.table.Sql;
import routes.table.TableSchema;

/** Looks at everything that a migration needs, before anything is written, and reports all problems together. */
public final class Preflight {

    private final Settings settings;
    private final Migration migration;
    private final Connections connections;
    private final boolean rewrites;

    /**
     * @param rewrites whether it is for a producer, which writes the table and scales the services down: then a rewrite is tried and taken back
     */
    public Preflight(Settings settings, Migration migration, Connections connections, boolean rewrites) {
        this.settings = settings;
        this.migration = migration;
        this.connections = connections;
        this.rewrites = rewrites;
    }

    /**
     * Checks, waiting for servers that are only just starting.
     *
     * @return what the migration must know of the table
     * @throws ConfigurationException with every problem found
     */
    public TableSchema check() {
        Patience patience = new Patience(settings.duration("preflight.timeout"));
        List<String> problems = new ArrayList<>();
        Optional<TableSchema> schema =
                new DatabaseCheck(settings, migration, connections.database()).check(patience, problems);
        if (rewrites && schema.isPresent() && problems.isEmpty()) {
            new TrialRewrite(schema.get(), Sql.of(schema.get(), settings), connections.database())
                    .problem()
                    .ifPresent(problems::add);
        }
        if (rewrites) {
            problems.addAll(new ReplicaCheck(settings).problems());
        }
        problems.addAll(new RedisCheck(settings, connections.redis()).check(patience));
        problems.addAll(new BucketCheck(settings, connections.s3()).check(patience, migration));
        if (rewrites) {
            problems.addAll(new EcsCheck(settings, connections.ecs()).check(patience));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return schema.orElseThrow();
    }
}
