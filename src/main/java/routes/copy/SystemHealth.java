package routes.copy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import routes.fault.S3Faults;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/**
 * Whether S3 works for this process, so that a copy that failed failed for its object's sake. The other copies of the process say
 * so. Where there were none, or hardly any succeeded, an experiment does, with objects that are known to be good: if S3 takes
 * those, it works.
 */
final class SystemHealth {

    /** Objects that the experiment is made with: a store that takes one request in five would take one of one too. */
    private static final int CONTROLS = 3;

    /** Failures for each success beyond which the successes prove nothing. */
    private static final int HARDLY_ANY = 9;

    private final CopyRequests requests;
    private final Predicate<CopyObjectRequest> experiment;
    private final IntFunction<List<ObjectCopy>> recorded;
    private final Deque<ObjectCopy> confirmed = new ArrayDeque<>();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** What had become of the copies of this process at some time. */
    record Mark(long succeeded, long failed) {}

    /**
     * @param experiment whether S3 would take a copy, of an object that is at its new key already: it fails as the copy would, and is
     *     false when those two objects do not tell
     * @param recorded some objects that were copied, by any process, at any time
     */
    SystemHealth(
            CopyRequests requests, Predicate<CopyObjectRequest> experiment, IntFunction<List<ObjectCopy>> recorded) {
        this.requests = requests;
        this.experiment = experiment;
        this.recorded = recorded;
    }

    Mark now() {
        return new Mark(succeeded.sum(), failed.sum());
    }

    /** Notes that S3 did what it was asked. */
    void succeeded() {
        succeeded.increment();
    }

    /** Notes that it did not. */
    void failed() {
        failed.increment();
    }

    /** Keeps an object that is at its new key, for an experiment. */
    synchronized void confirmed(ObjectCopy copy) {
        confirmed.addFirst(copy);
        if (confirmed.size() > CONTROLS) {
            confirmed.removeLast();
        }
    }

    /**
     * What speaks against S3's working, for people; empty when it works.
     *
     * @param since only what happened after this counts
     */
    Optional<String> fault(Mark since) {
        long successes = succeeded.sum() - since.succeeded();
        long failures = failed.sum() - since.failed();
        return successes > 0 && failures <= HARDLY_ANY * successes ? Optional.empty() : experiment();
    }

    private Optional<String> experiment() {
        boolean told = false;
        for (ObjectCopy control : controls()) {
            try {
                told |= experiment.test(requests.of(control));
            } catch (RuntimeException e) {
                return Optional.of("%s, which was copied before, fares no better: %s"
                        .formatted(control.from(), S3Faults.describe(e)));
            }
        }
        return told ? Optional.empty() : Optional.of("no copy is known that succeeded");
    }

    private List<ObjectCopy> controls() {
        synchronized (this) {
            if (!confirmed.isEmpty()) {
                return List.copyOf(confirmed);
            }
        }
        return recorded.apply(CONTROLS);
    }
}
