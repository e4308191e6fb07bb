package routes.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import routes.config.Migration;
import routes.plan.ObjectFindings;
import routes.plan.ServerLoad;
import routes.plan.TableCounts;
import routes.table.NearMissPattern;

/** What {@link PlanCommand} has found, for people. */
final class PlanWords {

    private final PlanCommand command;

    PlanWords(PlanCommand command) {
        this.command = command;
    }

    void print(List<Migration> migrations, PlanAnswer answer) {
        command.say("%s", Migration.describe(migrations));
        if (answer.rows() != null) {
            TableCounts.Counts rows = answer.rows();
            Map<String, Object> counts = new LinkedHashMap<>();
            counts.put("in the table", rows.table());
            counts.put("under the legacy prefix", rows.legacy());
            counts.put("  objects they point at", rows.objects());
            counts.put("  that share an object (duplicates)", rows.duplicates());
            counts.put("  with colliding new keys", rows.collisions());
            counts.put("  with unusable paths", rows.unusable());
            counts.put("under the new prefix already", rows.target());
            counts.put("without a path", rows.empty());
            counts.put("in other forms, not migrated", rows.nearMisses());
            command.say("Rows");
            command.table(counts);
            Text.nearMisses(rows.nearMissForms()).forEach(line -> command.say("  %s", line));
            NearMissPattern pattern = NearMissPattern.of(migrations.get(0));
            rows.nearMissForms().keySet().stream()
                    .flatMap(form -> pattern.setting(form).stream())
                    .distinct()
                    .forEach(setting -> command.say("  to migrate them, add to %s", Text.printable(setting)));
        }
        for (TableFindings column : answer.columns()) {
            if (answer.columns().size() > 1) {
                command.say("Column    %s: %s rows", column.column(), Text.number(column.legacy()));
            }
            column.lines().forEach(line -> command.say("%s", line));
        }
        if (answer.objects() != null) {
            print(
                    answer.objects(),
                    answer.rows() == null ? Long.MAX_VALUE : answer.rows().objects(),
                    answer.unreferenced());
            answer.unreadable().forEach(address -> command.say("    not readable: %s", Text.printable(address)));
        }
        if (answer.estimate() != null) {
            EstimateOptions.Estimate estimate = answer.estimate();
            command.say(
                    "Estimate  %s copies, %.2f USD for the requests, %s to copy, %s at %.0f copies/s",
                    Text.number(estimate.copies()),
                    estimate.usd(),
                    Text.bytes(estimate.bytes()),
                    Text.duration(estimate.seconds()),
                    estimate.copiesPerSecond());
        }
        if (answer.load() != null) {
            ServerLoad load = answer.load();
            command.say(
                    "Database  about %s of ledger, %s, %s statements",
                    Text.bytes((double) load.ledgerBytes()),
                    load.binaryLogBytes() == 0
                            ? "no binary log"
                            : Text.bytes((double) load.binaryLogBytes()) + " of binary log",
                    Text.number(load.statements()));
        }
        if (answer.ready()) {
            command.say("Overwrites  %s", overwrites(answer.conditionalCopies()));
        }
        if (!answer.mappings().isEmpty()) {
            command.say("Mappings");
            answer.mappings()
                    .forEach(mapping ->
                            command.say("  %s -> %s", Text.printable(mapping.from()), Text.printable(mapping.to())));
        }
        answer.problems().forEach(problem -> command.say("Problem   %s", problem));
        command.say(answer.ready() ? ready(answer) : "not ready");
    }

    /** Where there is nothing to do, or most objects are missing, it is rather the settings that are wrong. */
    private static String ready(PlanAnswer answer) {
        TableCounts.Counts rows = answer.rows();
        if (rows != null && rows.legacy() == 0 && rows.target() == 0) {
            return "ready, but no row has a path under the legacy prefix: see that LEGACY_S3_OBJECT_PREFIX and TABLE_COLUMN_NAME_TO_UPDATE are right";
        }
        ObjectFindings.Sums objects = answer.objects();
        return objects != null && objects.missing() > 0 && objects.missing() * 2 >= objects.looked()
                ? "ready, but %s of %s objects are missing: see that SOURCE_S3_BUCKET, LEGACY_S3_OBJECT_PREFIX and PATH_FORMS are right"
                        .formatted(Text.number(objects.missing()), Text.number(objects.looked()))
                : "ready";
    }

    /** How an object at a new key is kept from being overwritten. */
    private static String overwrites(Boolean conditionalCopies) {
        if (conditionalCopies == null) {
            return "prevented by If-None-Match, if the S3 server honours it: the first copy finds out";
        }
        return conditionalCopies
                ? "prevented by If-None-Match, which the S3 server honours"
                : "the S3 server does not honour If-None-Match: each copy looks at the new key first";
    }

    private void print(ObjectFindings.Sums objects, long inAll, Long unreferenced) {
        boolean all = unreferenced != null || objects.looked() >= inAll;
        command.say(
                "Objects, %s",
                unreferenced != null
                        ? "all of the listing"
                        : all ? "all " + Text.number(objects.looked()) : Text.number(objects.looked()) + " at random");
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put(
                "missing",
                all
                        ? objects.missing()
                        : "%d, that is %.2f to %.2f %% of all (95 %% confidence)"
                                .formatted(objects.missing(), objects.missingLow() * 100, objects.missingHigh() * 100));
        counts.put("archived, to be restored first", objects.archived());
        counts.put("over 5 GiB, copied in parts", objects.large());
        counts.put("that S3 refuses to show", objects.unknown());
        counts.put("mean size", Text.bytes(objects.meanBytes()));
        counts.put("largest", Text.bytes((double) objects.largestBytes()));
        if (unreferenced != null) {
            counts.put("without a row, not migrated", unreferenced);
        }
        command.table(counts);
        objects.unknownExamples().forEach(what -> command.say("    not shown: %s", Text.printable(what)));
    }
}
