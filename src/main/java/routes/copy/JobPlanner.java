package routes.copy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.fault.Reason;
import routes.fault.SystemFaultException;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Outcome;
import routes.ledger.Unrecorded;
import routes.queue.Job;
import routes.table.Row;
import routes.table.TableSchema;

/** Makes the copies of a job: each object once, and no two objects to one key. */
public final class JobPlanner {

    private final Columns columns;
    private final Migration migration;
    private final SystemHealth health;
    private final JobsUnderWay underWay;

    JobPlanner(Columns columns, SystemHealth health, JobsUnderWay underWay) {
        this.columns = columns;
        this.health = health;
        this.underWay = underWay;
        this.migration = columns.migration();
    }

    /**
     * Plans what is left of a job.
     *
     * @throws SystemFaultException when the job belongs to another migration: this consumer's settings, or its database, are not the
     *     producer's
     */
    public JobPlan plan(Job job) {
        Column column = columns.owner(job.column(), job.migration())
                .orElseThrow(() -> new SystemFaultException(
                        "the jobs in the queue belong to a migration with other settings or another ledger than "
                                + migration.describe(),
                        null));
        Map<String, Set<String>> byTarget = new LinkedHashMap<>();
        Map<String, ObjectPath> paths = new HashMap<>();
        for (Row row : job.rows()) {
            ObjectPath path = paths.computeIfAbsent(row.path(), this::read);
            byTarget.computeIfAbsent(path.targetKey(), target -> new LinkedHashSet<>())
                    .add(path.sourceKey());
        }
        Map<String, List<Row>> bySource = new HashMap<>();
        Unrecorded left = column.ledger().unrecorded(job.rows());
        left.rows()
                .forEach(row -> bySource.computeIfAbsent(paths.get(row.path()).sourceKey(), key -> new ArrayList<>())
                        .add(row));

        List<ObjectCopy> copies = new ArrayList<>();
        List<Outcome> refused = new ArrayList<>();
        byTarget.forEach((target, sources) -> {
            for (String source : sources) {
                if (bySource.containsKey(source)) {
                    ObjectCopy copy = new ObjectCopy(
                            source,
                            target,
                            left.tags().get(target),
                            isLikely(column),
                            bySource.get(source),
                            newPaths(bySource.get(source), paths));
                    acceptable(column, copy, sources, refused).ifPresent(copies::add);
                }
            }
        });
        JobPlan plan = new JobPlan(column, job, copies, refused, health.now());
        underWay.add(plan);
        return plan;
    }

    /** Columns are scanned one after the other: what an earlier one names too is copied by then. */
    private static boolean isLikely(Column column) {
        return column.number() > 0;
    }

    /** A job with another path is none that the scan has made: it becomes a dead letter. */
    private ObjectPath read(String path) {
        return migration.paths().read(path).orElseThrow(() -> new IllegalArgumentException("no legacy path: " + path));
    }

    private Map<String, String> newPaths(List<Row> rows, Map<String, ObjectPath> paths) {
        if (migration.paths().arePlain()) {
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        rows.forEach(row -> texts.put(row.path(), paths.get(row.path()).newText()));
        return texts;
    }

    /** The copy, of the rows that can be rewritten; empty when none can. */
    private Optional<ObjectCopy> acceptable(
            Column column, ObjectCopy copy, Set<String> sources, List<Outcome> refused) {
        Optional<CopyResult> problem = problem(copy, sources);
        if (problem.isPresent()) {
            refused.addAll(problem.get().outcomes());
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>();
        for (Row row : copy.rows()) {
            Optional<Outcome> outcome = problem(column, row, copy.newPath(row));
            outcome.ifPresentOrElse(refused::add, () -> rows.add(row));
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ObjectCopy(copy.from(), copy.to(), copy.ours(), copy.likely(), rows, copy.newPaths()));
    }

    private static Optional<CopyResult> problem(ObjectCopy copy, Set<String> sources) {
        int bytes = copy.to().getBytes(StandardCharsets.UTF_8).length;
        if (sources.size() > 1) {
            return Optional.of(CopyResult.refused(
                    copy, Reason.KEY_COLLISION, String.join(" and ", sources) + " map to the same key"));
        }
        return bytes > Migration.KEY_BYTES
                ? Optional.of(CopyResult.refused(copy, Reason.KEY_TOO_LONG, "the new key has " + bytes + " bytes"))
                : Optional.empty();
    }

    private Optional<Outcome> problem(Column column, Row row, String newPath) {
        TableSchema schema = column.schema();
        if (migration.paths().isLegacy(newPath)) {
            return Optional.of(Outcome.failed(row, newPath, Reason.STILL_LEGACY, "the new path is a legacy one too"));
        }
        return schema.fits(newPath)
                ? Optional.empty()
                : Optional.of(Outcome.failed(
                        row,
                        newPath,
                        Reason.PATH_TOO_LONG,
                        "the column holds " + schema.pathCharacters() + " characters"));
    }
}
