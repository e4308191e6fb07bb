package routes.ledger;

import java.util.Optional;
import javax.sql.DataSource;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.table.SchemaReader;

/** The ledger as a table among others: known by its comment, which holds the fingerprint of the migration that made it. */
public final class LedgerTable {

    /** What the comment of every ledger begins with; the migration's fingerprint follows. */
    private static final String COMMENT = "s3-migration-routes ledger 1 ";

    /** What a table of the ledger's name is. */
    public enum Kind {
        /** There is no such table that the user can see. */
        ABSENT,
        /** It is this migration's ledger. */
        OURS,
        /** It is the ledger of a migration with other settings. */
        ANOTHERS,
        /** It is something else. */
        NO_LEDGER
    }

    private final Migration migration;
    private final SchemaReader schema;

    public LedgerTable(DataSource dataSource, Migration migration) {
        this.schema = new SchemaReader(dataSource, migration);
        this.migration = migration;
    }

    /** The comment of a migration's ledger. */
    static String comment(Migration migration) {
        return COMMENT + migration.fingerprint();
    }

    public Kind kind() {
        Optional<String> comment = schema.comment(migration.ledger());
        if (comment.isEmpty()) {
            return Kind.ABSENT;
        }
        if (comment.get().equals(comment(migration))) {
            return Kind.OURS;
        }
        return comment.get().startsWith(COMMENT) ? Kind.ANOTHERS : Kind.NO_LEDGER;
    }

    /**
     * Whether there is a ledger.
     *
     * @throws ConfigurationException when the table of its name is not this migration's ledger
     */
    public boolean exists() {
        Kind kind = kind();
        if (kind == Kind.ANOTHERS || kind == Kind.NO_LEDGER) {
            throw Settings.problem(
                    "temp.table.for.update",
                    "names a table that is not the ledger of this migration: " + migration.ledger());
        }
        return kind == Kind.OURS;
    }
}
