package routes.status;

import java.util.concurrent.atomic.LongAdder;
import routes.copy.CopiedRange;

/** Counts what this process hears of the migration's progress; for display only, since notifications may be lost. */
public final class Progress {

    private final LongAdder copied = new LongAdder();
    private final LongAdder failed = new LongAdder();

    public CopiedRange staged(CopiedRange notification) {
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
