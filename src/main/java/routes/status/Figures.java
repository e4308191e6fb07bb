package routes.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The figures of a snapshot, worked out of counts and reports. */
final class Figures {

    /** What the rates are the means of. */
    private static final int RATED_SECONDS = 10;

    private Figures() {}

    /**
     * The rows as the last exact count has them, with what the processes have reported since.
     *
     * @param found rows that the scan has found, so that there are as many at least: some may be rewritten between the counts of ledger and table
     */
    static Status.Rows rows(Optional<Census> census, Census.Counters since, long found) {
        if (census.isEmpty()) {
            return new Status.Rows(null, 0, 0, 0, 0, 0, 0, null, null, null, true);
        }
        Census counted = census.get();
        long applied = counted.applied() + since.applied();
        long failed = counted.failed() + since.failed();
        long waiting = Math.max(0, counted.waiting() + since.copied() - since.applied());
        long copied = waiting + applied + counted.superseded();
        Long total =
                counted.total() == null ? null : Math.max(Math.max(counted.total(), found), waiting + applied + failed);
        return new Status.Rows(
                total,
                copied,
                waiting,
                applied,
                counted.superseded(),
                counted.rolledBack(),
                failed,
                percent(waiting + applied, total),
                percent(applied, total),
                counted.at(),
                since.equals(Census.Counters.NONE));
    }

    private static Double percent(long part, Long total) {
        if (total == null) {
            return null;
        }
        return total == 0 ? 100.0 : Math.floor(Math.min(part, total) * 1000.0 / total) / 10;
    }

    /** What the processes do a second. */
    static Status.Rates rates(List<ProcessStatus> processes) {
        return new Status.Rates(
                processes.stream().mapToDouble(ProcessStatus::copiedPerSecond).sum(),
                processes.stream().mapToDouble(ProcessStatus::failedPerSecond).sum(),
                processes.stream().mapToDouble(ProcessStatus::appliedPerSecond).sum());
    }

    /** Seconds to go at these rates; null while that cannot be said, as at the beginning of a run. */
    static Long secondsLeft(Status.Rows rows, Status.Rates rates, Run run) {
        double rate = rates.applied() + rates.failed();
        if (rows.total() == null || rate < 0.01 || (run != null && run.seconds() < RATED_SECONDS)) {
            return null;
        }
        return (long) Math.ceil(Math.max(0, rows.total() - rows.applied() - rows.failed()) / rate);
    }

    /** How long the run has taken so far, or took, and how fast it was on an average. */
    static Run run(ProcessRegistry.Beginning beginning, Live live, Instant now) {
        Instant end = live.ending() == null ? now : live.ending().at();
        long millis = Math.max(0, Duration.between(beginning.at(), end).toMillis());
        Census.Counters done = live.counters().since(beginning.counters());
        return new Run(beginning.at(), millis / 1000, (done.applied() + done.failed()) / Math.max(1, millis / 1000.0));
    }
}
