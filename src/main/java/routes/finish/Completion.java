package routes.finish;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.apply.RewriteGate;
import routes.config.Event;
import routes.queue.JobQueue;
import routes.queue.ScanState;
import routes.resync.DeltaPasses;
import routes.scan.Scanner;

/**
 * Finds out whether everything is migrated. An empty queue proves nothing: the proof is a whole pass over the table that
 * found no row left to do, with nothing copied that is not applied, and a delta pass that found no copy out of date.
 */
public final class Completion {

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final JobQueue queue;
    private final Scanner scanner;
    private final DeltaPasses deltas;
    private final IntSupplier sweep;
    private final RewriteGate gate;
    private final IntSupplier obsolete;
    private final BooleanSupplier retries;
    private final Optional<Duration> follow;
    private final Clock clock;
    private final PassPause pause;
    private final Rest rest;
    private Optional<Instant> idleSince = Optional.empty();

    /**
     * @param sweep applies whatever is copied, and says how many rows that was
     * @param obsolete supersedes the failures that are none any more, and says how many
     * @param retries whether failed rows are to be tried again
     * @param follow pause before the next look at the table when a pass has found nothing; empty: that is the end
     */
    public Completion(
            JobQueue queue,
            Scanner scanner,
            DeltaPasses deltas,
            IntSupplier sweep,
            RewriteGate gate,
            IntSupplier obsolete,
            BooleanSupplier retries,
            Optional<Duration> follow,
            Clock clock) {
        this.queue = queue;
        this.scanner = scanner;
        this.deltas = deltas;
        this.sweep = sweep;
        this.gate = gate;
        this.rest = new Rest(LONGEST_PAUSE, clock);
        this.obsolete = obsolete;
        this.retries = retries;
        this.follow = follow;
        this.clock = clock;
        this.pause = new PassPause(
                follow.filter(shorter -> shorter.compareTo(LONGEST_PAUSE) < 0).orElse(LONGEST_PAUSE), clock);
    }

    /**
     * Looks whether the work is done; starts the next pass when the last one found something.
     *
     * @return true when nothing is left but recorded exceptions, and nobody asked to follow the table or to retry
     */
    public boolean reached() {
        Optional<ScanState> state = queue.scan();
        if (state.isEmpty() || !state.get().complete() || queue.outstanding() > 0) {
            return false;
        }
        boolean foundRows = !state.get().isProof();
        if (!gate.mayRewrite()) {
            prepare(state.get(), foundRows);
            return false;
        }
        if (foundRows && !pause.isOver()) {
            return false;
        }
        if (!foundRows && isIdle()) {
            return false;
        }
        int swept = sweep.getAsInt();
        if (foundRows || swept > 0) {
            Event.PASS.info(
                    LOG,
                    "pass {}: everything found is done; looking for rows that arrived meanwhile",
                    value("pass", state.get().pass()),
                    value("phase", "done"));
            pause.next(foundRows);
            deltas.outdated();
            scanner.beginNextPass(state.get());
            return false;
        }
        pause.next(false);
        if (follow.isPresent()) {
            deltas.whenDue();
            follow(state.get(), follow.get());
            return false;
        }
        if (!deltas.areUpToDate()) {
            return false;
        }
        int gone = obsolete.getAsInt();
        if (gone > 0) {
            Event.OBSOLETE.info(
                    LOG,
                    "{} failed rows are gone or have another path meanwhile: they are no exceptions",
                    value("rows", gone));
        }
        if (retries.getAsBoolean()) {
            Event.PASS.info(
                    LOG,
                    "pass {}: another one follows for the rows to retry",
                    value("pass", state.get().pass()),
                    value("phase", "retry"));
            scanner.beginNextPass(state.get());
            return false;
        }
        return true;
    }

    /** Before a cut-over: the copies are kept up to date, of rows that arrive too; when it is ordered, they are brought up to date once more. */
    private void prepare(ScanState state, boolean foundRows) {
        if (gate.isOrdered()) {
            deltas.bringUpToDate();
            gate.open();
            // a row that arrived since the last pass is not left behind because the rewrites are quick
            scanner.beginNextPass(state);
        } else if (foundRows && pause.isOver()) {
            pause.next(true);
            lookAgain(state);
        } else if (!foundRows) {
            deltas.whenDue();
            if (rest.isOver()) {
                lookAgain(state);
            }
        }
    }

    private void lookAgain(ScanState state) {
        rest.lookBegins();
        scanner.beginNextPass(state);
    }

    /** Whether the table is only followed, and the next look at it is not due: the ledger is left alone too, which is large. */
    private boolean isIdle() {
        return follow.isPresent()
                && idleSince.isPresent()
                && Duration.between(idleSince.get(), clock.instant()).compareTo(follow.get()) < 0;
    }

    private void follow(ScanState state, Duration pause) {
        Instant now = clock.instant();
        if (idleSince.isEmpty()) {
            idleSince = Optional.of(now);
        } else if (Duration.between(idleSince.get(), now).compareTo(pause) >= 0) {
            idleSince = Optional.empty();
            scanner.beginNextPass(state);
        }
    }
}
