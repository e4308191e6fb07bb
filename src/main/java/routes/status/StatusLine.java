package routes.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far a migration is, in one line: its figures while they move, or else why they do not. */
public final class StatusLine {

    private StatusLine() {}

    /** Such as {@code 30.0 % 6,000/20,000 rows, 286/s, 49 s left, 22 exceptions}. */
    public static String of(Status status) {
        Situation situation = status.situation();
        if (!situation.moves()) {
            return situation.headline();
        }
        String figures = figures(status);
        return situation.state() == Status.State.RUNNING ? figures : figures + "; " + situation.headline();
    }

    /** The figures alone. */
    public static String figures(Status status) {
        Status.Rows rows = status.rows();
        long done = rows.applied() + rows.failed() + rows.superseded();
        List<String> parts = new ArrayList<>();
        if (rows.total() == null) {
            parts.add(Moments.count(done, "row") + " done, the table is being counted");
        } else {
            double percent =
                    rows.total() == 0 ? 100 : Math.floor(Math.min(done, rows.total()) * 1000.0 / rows.total()) / 10;
            parts.add(String.format(Locale.ROOT, "%.1f %% %,d/%,d rows", percent, done, rows.total()));
        }
        parts.add(String.format(
                Locale.ROOT,
                "%,.0f/s",
                status.rates().applied() + status.rates().failed()));
        if (status.secondsLeft() != null && status.secondsLeft() > 0) {
            parts.add(Moments.duration(status.secondsLeft()) + " left");
        }
        if (rows.waiting() > 0) {
            parts.add(String.format(Locale.ROOT, "%,d copied and not rewritten", rows.waiting()));
        }
        if (rows.failed() > 0) {
            parts.add(Moments.count(rows.failed(), "exception"));
        }
        return String.join(", ", parts);
    }
}
