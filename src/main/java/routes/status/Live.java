package routes.status;

import java.util.List;
import java.util.Optional;

/** What Redis says. */
record Live(
        Status.Scan scan,
        Status.Queue queue,
        List<ProcessStatus> processes,
        boolean paused,
        Census.Counters counters,
        Optional<Census> census,
        Status.Ending ending) {

    static final Live NONE = new Live(null, null, List.of(), false, Census.Counters.NONE, Optional.empty(), null);

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

    /** A roll-back pauses the migration: that it is rolled back says more. */
    private boolean isRolledBack(Optional<Census> counted) {
        return processes.isEmpty()
                && ending == null
                && scan == null
                && counted.filter(rows -> rows.rolledBack() > 0 && rows.applied() == 0)
                        .isPresent();
    }
}
