package routes.queue;

import java.util.List;
import java.util.Optional;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.ledger.Identity;
import routes.ledger.LedgerTable;

/** Compares the holder of the namespace in Redis with the ledger: what Redis says must be what the ledger says. */
public final class Ownership {

    private static final String NAMESPACE = "redis.namespace";

    private final JobQueue queue;
    private final List<LedgerTable> ledgers;
    private final String namespace;

    /**
     * @param namespace what the names of all keys begin with
     */
    public Ownership(JobQueue queue, List<LedgerTable> ledgers, String namespace) {
        this.queue = queue;
        this.ledgers = List.copyOf(ledgers);
        this.namespace = namespace;
    }

    /**
     * A line that says why the namespace is not this migration's; empty when it is, or is nobody's. Redis is asked first: a ledger is made
     * before the namespace is taken, so that it is there when its migration holds one.
     */
    public Optional<String> problem() {
        return queue.holder().flatMap(holder -> {
            List<Identity> all = ledgers.stream()
                    .flatMap(ledger -> ledger.identity().stream())
                    .toList();
            Optional<Identity> ours =
                    all.size() == ledgers.size() ? Optional.of(Identity.together(all)) : Optional.empty();
            return ours.filter(migration -> migration.owns(holder)).isPresent()
                    ? Optional.empty()
                    : Optional.of(problem(holder));
        });
    }

    /** The line about somebody else. */
    private String problem(String holder) {
        String ours = Identity.fingerprint(
                ledgers.stream().map(LedgerTable::fingerprint).toList());
        return Settings.line(
                NAMESPACE,
                Identity.parse(holder).fingerprint().equals(ours)
                        ? ("is in use by a migration with these settings and another ledger, that of another database or one that was"
                                        + " dropped: %s; name another one, or delete the keys %s:* of Redis if no other run uses them")
                                .formatted(namespace, namespace)
                        : "is in use by a migration with other settings: " + namespace + "; name another one");
    }

    /**
     * Refuses when the namespace is another migration's.
     *
     * @throws ConfigurationException naming the setting
     */
    public void require() {
        problem().ifPresent(line -> {
            throw new ConfigurationException(line);
        });
    }
}
