package routes.embedded;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import routes.config.Settings;
import routes.fault.Reason;
import routes.ledger.LedgerState;

/** What has come of a migration of the sample: counts of the ledger, and what {@code verify} finds, which does not read it. */
final class DemoResult {

    private final Map<String, Long> states;
    private final DemoVerification verified;
    private final Optional<DemoFaults> faults;

    DemoResult(DemoTable table, Settings settings, Optional<DemoFaults> faults) throws Exception {
        this.states = new TreeMap<>(table.states());
        this.verified = new DemoVerification(settings);
        this.faults = faults;
    }

    void print(PrintStream out) throws Exception {
        out.println();
        rows().forEach((name, words) -> out.printf("  %-12s%s%n", name, words));
        if (faults.isPresent()) {
            out.println();
            out.printf(
                    "  %s rows point at a missing object, %s rows kept the application's value, %s.%n",
                    missing(), faults.get().kept(), plural(failed(), "exception"));
        }
    }

    private Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(
                "rows",
                "%s rewritten, %s kept as the application wrote them, %s not migrated"
                        .formatted(
                                number(state(LedgerState.APPLIED)),
                                number(state(LedgerState.SUPERSEDED)),
                                number(failed())));
        List<String> objects =
                new ArrayList<>(List.of(number(verified.count("targetObjects")) + " under the new prefix, "
                        + number(verified.count("sourceObjects")) + " under the legacy one, all still there"));
        faults.ifPresent(some -> {
            objects.add("%s refusals of S3 outlived".formatted(number(some.refused())));
            objects.add("what was overwritten meanwhile %s at its new key".formatted(some.arrived() ? "is" : "is NOT"));
        });
        rows.put("objects", String.join("; ", objects));
        rows.put("exceptions", exceptions());
        rows.put(
                "verify",
                "%s rows compared with both buckets: %s point at a missing object, %s at a different one, %s hold a legacy path"
                        .formatted(
                                number(verified.count("rows")),
                                missing(),
                                difference("DIFFERENT"),
                                difference("LEGACY_ROW")));
        return rows;
    }

    private String exceptions() {
        String lines = states.entrySet().stream()
                .filter(state -> isReason(state.getKey()))
                .map(state -> state.getKey() + " " + number(state.getValue()) + " ("
                        + Reason.valueOf(state.getKey()).meaning() + ")")
                .collect(Collectors.joining("; "));
        return lines.isEmpty() ? "none" : lines;
    }

    private long failed() {
        return states.entrySet().stream()
                .filter(state -> isReason(state.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static boolean isReason(String name) {
        return Reason.of(name).isPresent();
    }

    private long state(LedgerState state) {
        return states.getOrDefault(state.name(), 0L);
    }

    private long missing() {
        return difference("MISSING");
    }

    private long difference(String kind) {
        return verified.differences(kind);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String plural(long count, String word) {
        return number(count) + " " + word + (count == 1 ? "" : "s");
    }
}
