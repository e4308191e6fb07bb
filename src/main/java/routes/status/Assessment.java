package routes.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import routes.status.Status.State;

/** Decides what the migration is doing: the only place that does. What speaks of more goes before what speaks of less. */
final class Assessment {

    /** Time without a row that was found, copied, recorded or rewritten, after which that is said. */
    private static final Duration STILL = Duration.ofSeconds(30);

    /** Time that consumers have to come up in. */
    private static final long ALONE_SECONDS = 15;

    static final String COMMAND = "java -jar s3-migration-routes.jar ";

    private final Live live;
    private final Optional<Census> counted;
    private final Status.Rates rates;
    private final Status.CutOver cutOver;
    private final Instant now;

    /**
     * @param cutOver null where rows are rewritten at once
     */
    Assessment(Live live, Optional<Census> counted, Status.Rates rates, Status.CutOver cutOver, Instant now) {
        this.live = live;
        this.counted = counted;
        this.rates = rates;
        this.cutOver = cutOver;
        this.now = now;
    }

    /** What can be said while Redis cannot be read. */
    static Situation blind(String redis, String said, Instant since) {
        return Situation.of(
                State.UNKNOWN,
                "%s does not answer: %s".formatted(redis, said),
                since,
                "Nothing is lost: the processes hold their work and go on by themselves when it is back."
                        + " Which of them are alive, and what is queued, cannot be asked meanwhile; start no other run.");
    }

    Situation situation() {
        if (isRolledBack()) {
            return Situation.of(
                    State.ROLLED_BACK,
                    Moments.count(counted.orElseThrow().rolledBack(), "row") + " hold their legacy path again",
                    null,
                    "The migration is paused: before a new run, " + COMMAND + "resume");
        }
        if (live.paused()) {
            return paused();
        }
        if (producers().isEmpty()) {
            return new Absence(live, counted).situation();
        }
        return Stream.<Supplier<Optional<Situation>>>of(
                        this::heldUp,
                        this::starting,
                        this::awaitsCutOver,
                        this::isSlowed,
                        this::withoutConsumer,
                        this::isStill)
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> Situation.of(State.RUNNING, doing(), null, null));
    }

    private Situation paused() {
        boolean quiet = live.processes().stream()
                .allMatch(process -> process.state() == ProcessStatus.State.PAUSED
                        || process.state() == ProcessStatus.State.STARTING);
        String by = live.pause().map(note -> "by " + note.by()).orElse("by somebody");
        long jobs = live.processes().stream().mapToLong(ProcessStatus::jobs).sum();
        return Situation.of(
                quiet ? State.PAUSED : State.PAUSING,
                quiet ? by : by + "; " + Moments.count(jobs, "job") + " in flight are finished first",
                live.pause().map(note -> note.at()).orElse(null),
                "No new work is taken, over restarts too. To go on: " + COMMAND + "resume");
    }

    /** A server that a producer, or every consumer, fails on. */
    private Optional<Situation> heldUp() {
        List<Trouble> troubles = troubles(Assessment::produces).toList();
        boolean all =
                live.processes().stream().filter(Assessment::copies).allMatch(process -> process.trouble() != null);
        List<Trouble> some = all ? troubles(process -> true).toList() : troubles;
        return some.stream()
                .filter(trouble -> trouble.kind() == Trouble.Kind.SILENT || !moves())
                .filter(trouble -> trouble.kind() != Trouble.Kind.LOCKED)
                .min(Comparator.comparing(Trouble::since))
                .map(trouble -> Situation.of(State.HELD_UP, trouble.words(), trouble.since(), trouble.help(now)));
    }

    private Optional<Situation> starting() {
        boolean untold = producers().stream().allMatch(process -> process.state() == ProcessStatus.State.STARTING);
        boolean nothingFound = live.scan() != null
                && live.scan().pass() == 1
                && live.scan().rows() == 0
                && !live.scan().complete();
        return untold || nothingFound
                ? Optional.of(Situation.of(
                        State.STARTING, untold ? null : "the table is read; no row is found yet", null, null))
                : Optional.empty();
    }

    private Optional<Situation> awaitsCutOver() {
        if (cutOver == null || cutOver.stage() == Status.CutOver.Stage.COPYING || cutOver.rows() == 0) {
            return Optional.empty();
        }
        String rows = Moments.count(cutOver.rows(), "row") + " to rewrite, about " + cutOver.seconds() + " s";
        if (cutOver.stage() == Status.CutOver.Stage.READY) {
            return Optional.of(Situation.of(
                    State.CUT_OVER_AWAITED,
                    rows,
                    null,
                    "The copies are kept up to date. To rewrite the rows: " + COMMAND + "cut-over"));
        }
        return cutOver.from().isAfter(now)
                ? Optional.of(Situation.of(
                        State.CUT_OVER_AWAITED,
                        rows + ", from " + Moments.at(cutOver.from(), now) + " on",
                        null,
                        "To take that back: " + COMMAND + "cut-over --abort"))
                : Optional.empty();
    }

    private Optional<Situation> isSlowed() {
        Optional<Situation> table = live.processes().stream()
                .map(ProcessStatus::throttled)
                .filter(throttled -> throttled != null && throttled.reason() != null)
                .findFirst()
                .map(throttled -> Situation.of(
                        State.SLOWED,
                        "work with the table is paused: " + throttled.reason(),
                        throttled.since(),
                        "It goes on by itself when the database has recovered; what is queued is copied meanwhile."));
        return table.or(() -> troubles(process -> true)
                        .min(Comparator.comparing(Trouble::since))
                        .map(trouble ->
                                Situation.of(State.SLOWED, trouble.words(), trouble.since(), trouble.help(now))))
                .or(this::throttledByS3);
    }

    private Optional<Situation> throttledByS3() {
        List<ProcessStatus.Pacing> refused = live.processes().stream()
                .map(ProcessStatus::pacing)
                .filter(pacing -> pacing != null && pacing.isHeldBack())
                .toList();
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        double limit = refused.stream().mapToDouble(ProcessStatus.Pacing::limit).sum();
        return Optional.of(Situation.of(
                State.SLOWED,
                limit < 1
                        ? "S3 asks for fewer requests (such as 503 SlowDown)"
                        : String.format(
                                Locale.ROOT,
                                "S3 takes about %,.0f requests a second and refuses more (such as 503 SlowDown)",
                                limit),
                null,
                "Nothing is to be done: the pace keeps to that, and follows when S3 takes more."));
    }

    private Optional<Situation> withoutConsumer() {
        boolean alone = live.processes().stream().noneMatch(Assessment::copies);
        Status.Queue queue = live.queue();
        return alone && queue != null && queue.oldestSeconds() != null && queue.oldestSeconds() > ALONE_SECONDS
                ? Optional.of(Situation.of(
                        State.HELD_UP,
                        "no consumer is alive; " + Moments.count(queue.outstanding(), "job") + " waiting",
                        null,
                        "Start some: " + COMMAND + "consumer"))
                : Optional.empty();
    }

    private Optional<Situation> isStill() {
        Status.Queue queue = live.queue();
        boolean idle = live.scan() == null
                || (live.scan().complete() && queue != null && queue.outstanding() <= queue.later());
        Optional<Instant> latest = live.processes().stream()
                .map(process -> Objects.requireNonNullElse(process.moved(), process.startedAt()))
                .max(Comparator.naturalOrder());
        return latest.filter(moved -> !idle && Duration.between(moved, now).compareTo(STILL) > 0)
                .map(moved -> Situation.of(
                        State.NO_PROGRESS,
                        "no row was found, copied or rewritten since " + Moments.at(moved, now),
                        moved,
                        "Look at the log of the consumers, and at how long S3 takes for one copy."));
    }

    /** What a running migration does beside copying. */
    private String doing() {
        Status.Queue queue = live.queue();
        if (queue != null && queue.later() > 0 && queue.later() == queue.outstanding()) {
            return Moments.count(queue.later(), "job") + " waiting for another try of objects that failed";
        }
        boolean looks =
                live.scan() != null && live.scan().pass() > 1 && live.scan().rows() == 0;
        return looks ? "pass " + live.scan().pass() + " looks for rows that arrived meanwhile" : null;
    }

    private boolean isRolledBack() {
        return live.processes().isEmpty()
                && live.ending() == null
                && live.scan() == null
                && counted.filter(rows -> rows.rolledBack() > 0 && rows.applied() == 0)
                        .isPresent();
    }

    private boolean moves() {
        return rates.copied() + rates.failed() + rates.applied() > 0;
    }

    private List<ProcessStatus> producers() {
        return live.processes().stream()
                .filter(process -> produces(process) && process.state() != ProcessStatus.State.ENDING)
                .toList();
    }

    private Stream<Trouble> troubles(Predicate<ProcessStatus> whose) {
        return live.processes().stream()
                .filter(whose)
                .filter(process -> process.state() != ProcessStatus.State.ENDING)
                .map(ProcessStatus::trouble)
                .filter(Objects::nonNull);
    }

    private static boolean produces(ProcessStatus process) {
        return !process.role().equals("consumer");
    }

    static boolean copies(ProcessStatus process) {
        return !process.role().equals("producer");
    }
}
