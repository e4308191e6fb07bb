package routes.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import routes.queue.PauseNote;
import routes.table.NearMisses;

/** What Redis says. */
record Live(
        Status.Scan scan,
        Status.Queue queue,
        List<ProcessStatus> processes,
        boolean paused,
        Optional<PauseNote> pause,
        Optional<Instant> cutOver,
        Optional<ProcessRegistry.Beginning> beginning,
        Census.Counters counters,
        Optional<Census> census,
        NearMisses nearMisses,
        Status.Ending ending) {

    /** Rows rewritten in a second, as measured on a small server; indexes on the column make it fewer. */
    private static final int ROWS_A_SECOND = 20_000;

    static final Live NONE = new Live(
            null,
            null,
            List.of(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Census.Counters.NONE,
            Optional.empty(),
            NearMisses.NONE,
            null);

    /** What processes fail on or wait for; a line for each of them. */
    List<String> complaints() {
        List<String> lines = new ArrayList<>();
        processes.stream()
                .filter(process ->
                        process.throttled() != null && process.throttled().reason() != null)
                .forEach(process -> lines.add(process.id() + ": work with the table is paused: "
                        + process.throttled().reason()));
        processes.stream()
                .filter(process -> process.fault() != null || process.trouble() != null)
                .forEach(process -> lines.add(process.id() + ": "
                        + (process.trouble() == null
                                ? process.fault()
                                : process.trouble().words())));
        return lines;
    }

    /**
     * How far a cut-over on command is.
     *
     * @param rows copied rows that are to be rewritten
     */
    Status.CutOver cutOver(long rows) {
        boolean copied = scan != null && (scan.pass() > 1 || (scan.complete() && queue.outstanding() == 0));
        Status.CutOver.Stage stage = cutOver.isPresent()
                ? Status.CutOver.Stage.ORDERED
                : copied ? Status.CutOver.Stage.READY : Status.CutOver.Stage.COPYING;
        return new Status.CutOver(stage, rows, (rows + ROWS_A_SECOND - 1) / ROWS_A_SECOND, cutOver.orElse(null));
    }
}
