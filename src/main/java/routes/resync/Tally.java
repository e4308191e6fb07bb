package routes.resync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a pass comes to, from several threads. */
final class Tally {

    private static final int EXAMPLES = 10;

    final LongAdder rows = new LongAdder();
    final LongAdder changed = new LongAdder();
    final LongAdder copied = new LongAdder();
    final LongAdder confirmed = new LongAdder();
    final LongAdder gone = new LongAdder();
    final LongAdder conflicts = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder undecided = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder news = new LongAdder();
    final LongAdder looks = new LongAdder();
    final AtomicReference<RuntimeException> fault = new AtomicReference<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Notes an exception of some rows; the first few are kept as examples. */
    synchronized void exception(Finding finding, long count, boolean isNew) {
        switch (finding.reason()) {
            case SOURCE_GONE, SOURCE_MISSING -> gone.add(count);
            case TARGET_CHANGED -> conflicts.add(count);
            default -> failed.add(count);
        }
        if (isNew) {
            news.add(count);
        }
        if (findings.size() < EXAMPLES) {
            findings.add(finding);
        }
    }

    synchronized List<Finding> findings() {
        return List.copyOf(findings);
    }
}
