package routes.ledger;

import java.util.Optional;
import java.util.UUID;
import routes.config.Migration;

/**
 * Which migration it is: that of these settings and of this ledger. Two databases of one name, such as shards or a copy for tests, have
 * migrations of the same settings; only their ledgers tell them apart.
 *
 * @param fingerprint that of the settings
 * @param ledger random id that was made with the ledger; empty on the ledger of an earlier version
 */
public record Identity(String fingerprint, Optional<String> ledger) {

    private static final String BETWEEN = " ";

    /** That of a migration whose ledger is made now. */
    static Identity fresh(Migration migration) {
        return new Identity(
                migration.fingerprint(), Optional.of(UUID.randomUUID().toString()));
    }

    /** Reads what {@link #text()} has written; of anything else it is the fingerprint of nobody. */
    public static Identity parse(String text) {
        int end = text.indexOf(BETWEEN);
        return end < 0
                ? new Identity(text, Optional.empty())
                : new Identity(text.substring(0, end), Optional.of(text.substring(end + 1)));
    }

    /** As it stands in the comment of the ledger, in Redis and in every job. */
    public String text() {
        return fingerprint + ledger.map(id -> BETWEEN + id).orElse("");
    }

    /**
     * Whether a job, or a namespace in Redis, is this migration's.
     *
     * @param migration what is said there; the fingerprint alone when an earlier version has said it
     */
    public boolean owns(String migration) {
        return migration.equals(text()) || migration.equals(fingerprint);
    }
}
