package routes.status;

import java.util.concurrent.atomic.LongAdder;
import routes.copy.Staged;

/** Counts what this process hears of the migration's progress; for display only, since notifications may be lost. */
public final class Progress {

    private final LongAdder copied = new LongAdder();
    private final LongAdder failed = new LongAdder();

    public Staged staged(Staged notification) {
        copied.add(notification.copied());
        failed.add(notification.failed());
        return notification;
    }

    public long copied() {
        return copied.sum();
    }

    public long failed() {
        return failed.sum();
    }
}
