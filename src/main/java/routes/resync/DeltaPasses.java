package routes.resync;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;

/** Makes delta passes until one finds nothing; while nothing depends on it, as often as a twentieth of the time allows. */
public final class DeltaPasses {

    private static final Logger LOG = LoggerFactory.getLogger(DeltaPasses.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LEAST_REST = Duration.ofSeconds(10);

    private static final int MOST_PASSES = 3;

    /** Passes that nobody waits for may take a twentieth of the time. */
    private static final int RESTS = 19;

    private final boolean wanted;
    private final DeltaPass pass;
    private final ExecutorService threads;
    private final BooleanSupplier goOn;
    private final Clock clock;
    private boolean proven;
    private Duration pause = Duration.ZERO;
    private Instant notBefore = Instant.MIN;
    private Instant due = Instant.MIN;

    /**
     * @param wanted whether passes are made at all
     * @param threads for the copies
     * @param goOn whether the process may go on working
     */
    public DeltaPasses(boolean wanted, DeltaPass pass, ExecutorService threads, BooleanSupplier goOn, Clock clock) {
        this.wanted = wanted;
        this.pass = pass;
        this.threads = threads;
        this.goOn = goOn;
        this.clock = clock;
    }

    /** No passes: every copy counts as up to date. */
    public static DeltaPasses none() {
        return new DeltaPasses(false, null, null, () -> true, Clock.systemUTC());
    }

    /** Something was copied, or time has passed: the last proof counts no longer. */
    public void outdated() {
        proven = false;
    }

    /**
     * Whether all copies are up to date; makes a pass unless that is known, or the last pass was just now.
     *
     * @return true after a pass that found nothing, until {@link #outdated()}
     */
    public boolean areUpToDate() {
        if (!wanted || proven) {
            return true;
        }
        if (clock.instant().isBefore(notBefore)) {
            return false;
        }
        make();
        return proven;
    }

    /**
     * Makes passes until one finds nothing, or a few: an application that overwrites all the time does not keep a cut-over waiting, after which
     * it writes at the new keys.
     */
    public void bringUpToDate() {
        outdated();
        for (int number = 1; wanted && number <= MOST_PASSES && !proven && goOn.getAsBoolean(); number++) {
            make();
        }
    }

    /** Makes a pass, if none was made for a while. */
    public void whenDue() {
        if (wanted && !clock.instant().isBefore(due)) {
            make();
        }
    }

    private void make() {
        Instant begun = clock.instant();
        Optional<DeltaResult> result;
        try {
            result = pass.run(threads, false, goOn);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (result.isEmpty()) {
            return;
        }
        Instant end = clock.instant();
        Duration took = Duration.between(begun, end);
        tell(result.get(), took);
        proven = result.get().isProof();
        pause = proven || pause.isZero() ? (proven ? Duration.ZERO : FIRST_PAUSE) : longer(pause);
        notBefore = end.plus(pause);
        due = end.plus(took.multipliedBy(RESTS).compareTo(LEAST_REST) > 0 ? took.multipliedBy(RESTS) : LEAST_REST);
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static void tell(DeltaResult result, Duration took) {
        Event.DELTA.info(
                LOG,
                "delta pass: {} copies compared in {} s ({} list requests, {} looks): {} objects copied again, {} rows in question{}",
                value("rows", result.rows()),
                value("seconds", took.toMillis() / 1000.0),
                value("listRequests", result.listRequests()),
                value("looks", result.looks()),
                value("copied", result.copied()),
                value("exceptions", result.exceptions()),
                result.undecided() > 0 ? ", of which some are tried again" : "",
                value("undecided", result.undecided()));
        result.examples()
                .forEach(finding -> Event.EXCEPTION.warn(
                        LOG,
                        "row {}: {}: {}: {}. {}",
                        value("row", finding.row()),
                        value("reason", finding.reason()),
                        value("path", finding.path()),
                        finding.detail(),
                        finding.reason().advice()));
    }
}
