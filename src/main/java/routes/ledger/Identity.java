package routes.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /** That of a migration of several columns, each with a ledger; of one it is its ledger's. */
    public static Identity together(List<Identity> ledgers) {
        return ledgers.size() == 1
                ? ledgers.get(0)
                : new Identity(
                        fingerprint(ledgers.stream().map(Identity::fingerprint).toList()),
                        Optional.of(digest(ledgers.stream().map(Identity::text).toList())));
    }

    /** That of the settings of several columns. */
    public static String fingerprint(List<String> ofColumns) {
        return ofColumns.size() == 1 ? ofColumns.get(0) : digest(ofColumns);
    }

    private static String digest(List<String> parts) {
        return UUID.nameUUIDFromBytes(String.join("\n", parts).getBytes(StandardCharsets.UTF_8))
                .toString();
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
