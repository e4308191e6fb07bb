package routes.copy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import routes.config.Migration;
import routes.fault.Reason;
import routes.fault.SystemFaultException;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.ledger.Unrecorded;
import routes.queue.Job;
import routes.table.Row;
import routes.table.TableSchema;

/** Makes the copies of a job: each object once, and no two objects to one key. */
public final class JobPlanner {

    private final TableSchema schema;
    private final Migration migration;
    private final Ledger ledger;
    private final SystemHealth health;
    private final JobsUnderWay underWay;

    JobPlanner(TableSchema schema, Migration migration, Ledger ledger, SystemHealth health, JobsUnderWay underWay) {
        this.schema = schema;
        this.ledger = ledger;
        this.health = health;
        this.underWay = underWay;
        this.migration = migration;
    }

    /**
     * Plans what is left of a job.
     *
     * @throws SystemFaultException when the job belongs to another migration: this consumer's settings, or its database, are not the
     *     producer's
     */
    public JobPlan plan(Job job) {
        if (!ledger.owns(job.migration())) {
            throw new SystemFaultException(
                    "the jobs in the queue belong to a migration with other settings or another ledger than "
                            + schema.migration().describe(),
                    null);
        }
        Map<String, Set<String>> byTarget = new LinkedHashMap<>();
        job.rows()
                .forEach(row -> byTarget.computeIfAbsent(migration.newKey(row.path()), target -> new LinkedHashSet<>())
                        .add(row.path()));

        Map<String, List<Row>> byPath = new HashMap<>();
        Unrecorded left = ledger.unrecorded(job.rows());
        left.rows().forEach(row -> byPath.computeIfAbsent(row.path(), path -> new ArrayList<>())
                .add(row));

        List<ObjectCopy> copies = new ArrayList<>();
        List<Outcome> refused = new ArrayList<>();
        byTarget.forEach((target, paths) -> {
            for (String path : paths) {
                if (!byPath.containsKey(path)) {
                    continue;
                }
                CopyResult result =
                        check(new ObjectCopy(path, target, left.tags().get(target), byPath.get(path)), paths);
                if (result.reason() == null) {
                    copies.add(result.copy());
                } else {
                    refused.addAll(result.outcomes());
                }
            }
        });
        JobPlan plan = new JobPlan(job, copies, refused, health.now());
        underWay.add(plan);
        return plan;
    }

    private CopyResult check(ObjectCopy copy, Set<String> paths) {
        int bytes = copy.to().getBytes(StandardCharsets.UTF_8).length;
        if (paths.size() > 1) {
            return CopyResult.refused(copy, Reason.KEY_COLLISION, String.join(" and ", paths) + " map to the same key");
        }
        if (bytes > Migration.KEY_BYTES) {
            return CopyResult.refused(copy, Reason.KEY_TOO_LONG, "the new key has " + bytes + " bytes");
        }
        if (copy.to().startsWith(migration.legacyPrefix())) {
            return CopyResult.refused(copy, Reason.STILL_LEGACY, "the new key begins with " + migration.legacyPrefix());
        }
        if (!schema.fits(copy.to())) {
            return CopyResult.refused(
                    copy, Reason.PATH_TOO_LONG, "the column holds " + schema.pathCharacters() + " characters");
        }
        return CopyResult.confirmed(copy);
    }
}
