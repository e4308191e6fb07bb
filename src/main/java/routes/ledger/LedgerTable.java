package routes.ledger;

import java.util.Optional;
import javax.sql.DataSource;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.table.SchemaReader;

/** The ledger as a table among others: known by its comment, which holds the identity of the migration that made it. */
public final class LedgerTable {

    /** What the comment of every ledger begins with; the migration's {@link Identity} follows. */
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

    /** The comment of the ledger of this migration. */
    static String comment(Identity identity) {
        return COMMENT + identity.text();
    }

    /** The fingerprint of this migration's settings. */
    public String fingerprint() {
        return migration.fingerprint();
    }

    public Kind kind() {
        return schema.comment(migration.ledger()).map(this::kind).orElse(Kind.ABSENT);
    }

    private Kind kind(String comment) {
        if (!comment.startsWith(COMMENT)) {
            return Kind.NO_LEDGER;
        }
        return written(comment).fingerprint().equals(migration.fingerprint()) ? Kind.OURS : Kind.ANOTHERS;
    }

    /** Which migration this is, as its ledger has it now; empty while there is no ledger of it. */
    public Optional<Identity> identity() {
        return schema.comment(migration.ledger())
                .filter(comment -> kind(comment) == Kind.OURS)
                .map(LedgerTable::written);
    }

    private static Identity written(String comment) {
        return Identity.parse(comment.substring(COMMENT.length()));
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
