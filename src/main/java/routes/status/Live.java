package routes.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import routes.table.NearMisses;

/** What Redis says. */
record Live(
        Status.Scan scan,
        Status.Queue queue,
        List<ProcessStatus> processes,
        boolean paused,
        Optional<Instant> cutOver,
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
            Census.Counters.NONE,
            Optional.empty(),
            NearMisses.NONE,
            null);

    /** What the migration is doing, with what is counted in the ledger. */
    Status.State state(Optional<Census> counted) {
        if (isRolledBack(counted)) {
            return Status.State.ROLLED_BACK;
        }
        if (paused) {
            boolean quiet = processes.stream()
                    .allMatch(process -> process.state() == ProcessStatus.State.PAUSED
                            || process.state() == ProcessStatus.State.STARTING);
            return quiet ? Status.State.PAUSED : Status.State.PAUSING;
        }
        if (!processes.isEmpty()) {
            return Status.State.RUNNING;
        }
        if (ending != null) {
            return ending.exitCode() == 0 ? Status.State.DONE : Status.State.DONE_WITH_EXCEPTIONS;
        }
        return counted.isEmpty() && scan == null ? Status.State.NOT_STARTED : Status.State.STOPPED;
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

    /** A roll-back pauses the migration: that it is rolled back says more. */
    private boolean isRolledBack(Optional<Census> counted) {
        return processes.isEmpty()
                && ending == null
                && scan == null
                && counted.filter(rows -> rows.rolledBack() > 0 && rows.applied() == 0)
                        .isPresent();
    }
}
