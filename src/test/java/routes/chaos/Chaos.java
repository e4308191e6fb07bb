package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import routes.embedded.EmbeddedMariaDb;
import routes.testing.Replication;
import routes.testing.TcpProxy;

/** A seeded schedule of faults over one migration: what breaks, when, and for how long. The same seed breaks the same things. */
final class Chaos {

    /** What can break. */
    enum Fault {
        KILL_PRODUCER,
        KILL_CONSUMER,
        KILL_ALL,
        STOP_CONSUMER,
        FREEZE_CONSUMER,
        FREEZE_PRODUCER,
        CUT_MARIADB,
        STALL_MARIADB,
        KILL_MARIADB,
        CUT_REDIS,
        STALL_REDIS,
        KILL_REDIS,
        WIPE_REDIS,
        /** A replica takes over, without the last writes. */
        FAIL_OVER_REDIS,
        /** The replica of the database does not follow for a while, or not fast enough. */
        REPLICA_LAG,
        S3_SLOW_DOWN,
        S3_SERVER_ERROR,
        S3_ERROR_IN_200,
        S3_HANG,
        S3_RESET,
        S3_ANSWER_LOST,
        S3_PROXY_PAGE,
        S3_EMPTY_200,
        S3_BAD_SIGNATURE,
        /** A policy denies everything. */
        S3_DENIED,
        /** A proxy answers everything with pages of its own. */
        S3_PAGE_400,
        S3_PAGE_403,
        S3_PAGE_502,
        /** So many requests a second and no more; another number after a while. */
        S3_LIMIT,
        /** The heap of a process is used up. */
        OUT_OF_MEMORY,
        /** The operator pauses, and lets it go on. */
        PAUSE,
        /** The operator changes the pace, which stays. */
        PACE,
        /** The operator stops everything, rolls back, and begins anew. */
        ROLLBACK;

        /** Whether it fails copies of some objects while others are copied. */
        boolean isPartial() {
            return name().startsWith("S3_") && !isOutage();
        }

        /** Whether S3 works for nobody meanwhile. */
        boolean isOutage() {
            return this == S3_DENIED || this == S3_PAGE_400 || this == S3_PAGE_403 || this == S3_PAGE_502;
        }
    }

    /**
     * One fault.
     *
     * @param afterMillis pause before it
     * @param lastsMillis how long it lasts, where it can last
     * @param victim which consumer, where it meets one
     */
    record Step(Fault fault, long afterMillis, long lastsMillis, int victim, int percent) {

        /** What it takes on a machine that has other work, too. */
        private long usualMillis() {
            long own =
                    switch (fault) {
                        case PAUSE -> 2 * COMMAND_MILLIS;
                        case PACE -> COMMAND_MILLIS;
                        case ROLLBACK -> 4 * COMMAND_MILLIS;
                        case OUT_OF_MEMORY, KILL_MARIADB, FAIL_OVER_REDIS -> COMMAND_MILLIS;
                        default -> 0;
                    };
            return afterMillis + lastsMillis + own;
        }
    }

    private static final long COMMAND_MILLIS = 4000;

    private static final int CONSUMERS = 2;
    private static final String ROLLBACK_WORDS = "rollback --abandon";
    /** Within which work with the table has paused for a replica that does not follow: two looks at it and what is under way. */
    private static final long PAUSED_AFTER_MILLIS = 4000;
    /** What a process without memory may take to end, as far as the schedule waits for it. */
    private static final Duration LONGEST_DEATH = Duration.ofSeconds(40);

    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final int READ_ONLY_MILLIS = 300;

    private final Trial trial;
    private final List<Step> steps;
    private final Map<Long, String> failures;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final Duration retryTime;
    private final long own;
    private volatile int losses;
    private long partialSince;
    private int interludeAt = -1;
    private Interlude interlude = () -> {};

    /** What is done between two faults. */
    interface Interlude {
        void run() throws Exception;
    }

    /**
     * @param failures rows that cannot be migrated for good, and the reason
     */
    Chaos(Trial trial, List<Step> steps, Map<Long, String> failures) throws Exception {
        this.trial = trial;
        this.failures = failures;
        this.steps = steps;
        this.retryTime = retryTime(steps);
        this.own = trial.applied();
        trial.settings.put("copy.retry.time", retryTime.toSeconds() + "s");
        if (lags(steps)) {
            EmbeddedMariaDb replica = trial.arena.replica();
            trial.settings.put("database.replicas", replica.host() + ":" + replica.port());
            trial.settings.put("database.max-lag", "1s");
        }
    }

    private static boolean lags(List<Step> steps) {
        return steps.stream().anyMatch(step -> step.fault() == Fault.REPLICA_LAG);
    }

    /** Starts what a schedule needs beside the usual servers, before there is the database that it is for. */
    static void prepare(Arena arena, List<Step> steps) throws Exception {
        if (lags(steps)) {
            arena.replica();
        }
    }

    /**
     * Longer than it takes from the first fault that fails some copies to the end of the last one, so that what passes with them is recorded for
     * no object; and no longer, because what never passes takes this time until it is recorded.
     */
    private static Duration retryTime(List<Step> steps) {
        List<Integer> partial = IntStream.range(0, steps.size())
                .filter(index -> steps.get(index).fault().isPartial())
                .boxed()
                .toList();
        long millis = partial.isEmpty()
                ? 0
                : steps.subList(partial.get(0), partial.get(partial.size() - 1) + 1).stream()
                        .mapToLong(Step::usualMillis)
                        .sum();
        return Duration.ofMillis(millis).plusSeconds(6);
    }

    /** The schedule of a seed. */
    static List<Step> schedule(long seed, int faults) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < faults; i++) {
            steps.add(new Step(
                    Fault.values()[random.nextInt(Fault.values().length)],
                    random.nextLong(100, 2500),
                    random.nextLong(200, 5500),
                    1 + random.nextInt(CONSUMERS),
                    20 + random.nextInt(81)));
        }
        return steps;
    }

    /**
     * Has something done while nothing is held up.
     *
     * @param step before this fault, from 0; after all of them when there are fewer
     */
    void between(int step, Interlude what) {
        interludeAt = step;
        interlude = what;
    }

    /** How often Redis has lost what it had, or the last of it, so far. */
    int losses() {
        return losses;
    }

    /** Runs the migration through the schedule, lets it finish, and checks everything; returns the faults that were met. */
    Map<Fault, Integer> run() throws Exception {
        storm();
        int code = trial.finish();
        trial.check(code, failures);
        return done;
    }

    /** Starts the migration and runs it through the schedule; returns the faults that were met. */
    Map<Fault, Integer> storm() throws Exception {
        trial.start(CONSUMERS);
        if (steps.isEmpty() || steps.get(0).percent() % 4 > 0) {
            // the others see it start
            awaitCopies();
        }
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            pause(step.afterMillis());
            if (index == interludeAt) {
                interlude.run();
            }
            if (trial.supervise()) {
                break;
            }
            if (step.fault().isPartial() && !isInTime(step)) {
                trial.note("too late for " + step);
                continue;
            }
            trial.note(step.toString());
            if (apply(step)) {
                done.merge(step.fault(), 1, Integer::sum);
            }
        }
        trial.arena.heal();
        trial.note("nothing is broken any more");
        if (interludeAt >= steps.size()) {
            interlude.run();
        }
        return done;
    }

    private void awaitCopies() {
        long until = System.nanoTime() + LONGEST_START.toNanos();
        while (trial.arena.toS3.copies() == 0 && System.nanoTime() < until) {
            pause(50);
        }
    }

    /** Whether a fault ends before an object that all of them meet is given up. */
    private boolean isInTime(Step step) {
        long now = System.nanoTime();
        partialSince = partialSince == 0 ? now : partialSince;
        return Duration.ofNanos(now - partialSince)
                        .plusMillis(step.lastsMillis())
                        .compareTo(retryTime)
                < 0;
    }

    /** Whether it was met. */
    private boolean apply(Step step) throws Exception {
        Arena arena = trial.arena;
        String victim = Trial.consumer(step.victim());
        switch (step.fault()) {
            case KILL_PRODUCER -> trial.slot(Trial.PRODUCER).kill();
            case KILL_CONSUMER -> trial.slot(victim).kill();
            case KILL_ALL -> {
                trial.slot(Trial.PRODUCER).kill();
                for (int number = 1; number <= CONSUMERS; number++) {
                    trial.slot(Trial.consumer(number)).kill();
                }
            }
            case STOP_CONSUMER -> trial.slot(victim).terminate();
            case FREEZE_CONSUMER -> freeze(trial.slot(victim), step.lastsMillis());
            case FREEZE_PRODUCER -> freeze(trial.slot(Trial.PRODUCER), step.lastsMillis());
            case CUT_MARIADB -> arena.toMariaDb.cut();
            case STALL_MARIADB -> stall(arena.toMariaDb, step.lastsMillis());
            case KILL_MARIADB -> {
                arena.mariaDb.kill();
                pause(step.lastsMillis() / 4);
                arena.mariaDb.restart();
            }
            case CUT_REDIS -> arena.toRedis.cut();
            case STALL_REDIS -> stall(arena.toRedis, step.lastsMillis());
            case KILL_REDIS -> {
                arena.redis.kill();
                pause(step.lastsMillis() / 4);
                arena.redis.restart();
            }
            case WIPE_REDIS -> {
                arena.redis.restartEmpty();
                losses++;
            }
            case FAIL_OVER_REDIS -> {
                arena.failOverRedis(() -> pause(step.lastsMillis() / 4), () -> pause(READ_ONLY_MILLIS));
                losses++;
            }
            case REPLICA_LAG -> lag(step);
            case S3_LIMIT -> {
                arena.toS3.limit(step.percent());
                pause(step.lastsMillis() / 2);
                arena.toS3.limit(step.percent() / 3);
                pause(step.lastsMillis() / 2);
                arena.toS3.heal();
            }
            case OUT_OF_MEMORY -> {
                return exhaust(step.percent() % 3 == 0 ? Trial.PRODUCER : victim);
            }
            case PAUSE -> {
                trial.order("pause");
                pause(step.lastsMillis());
                trial.order("resume");
            }
            case PACE -> trial.order("pace " + 2 * step.percent());
            case ROLLBACK -> {
                return rollBack();
            }
            default -> {
                S3Front.Trouble trouble =
                        S3Front.Trouble.valueOf(step.fault().name().replaceFirst("S3_", ""));
                if (step.fault().isOutage()) {
                    arena.toS3.outage(trouble);
                    pause(2 * step.lastsMillis());
                } else {
                    arena.toS3.trouble(trouble, step.percent());
                    pause(step.lastsMillis());
                }
                arena.toS3.heal();
            }
        }
        return true;
    }

    /** Has a replica fall behind: it applies nothing, or it waits for a lock. */
    private void lag(Step step) throws Exception {
        EmbeddedMariaDb replica = trial.arena.replica();
        if (step.percent() % 2 == 0) {
            try (Connection connection = replica.adminDataSource().getConnection();
                    Statement sql = connection.createStatement()) {
                sql.execute("FLUSH TABLES WITH READ LOCK");
                pause(step.lastsMillis());
            }
            return;
        }
        Replication.execute(replica, "STOP SLAVE SQL_THREAD");
        try {
            pause(Math.min(step.lastsMillis(), PAUSED_AFTER_MILLIS));
            long before = trial.applied();
            pause(Math.max(0, step.lastsMillis() - PAUSED_AFTER_MILLIS));
            assertThat(trial.applied())
                    .as("rows rewritten while the replica does not follow")
                    .isLessThanOrEqualTo(before);
        } finally {
            Replication.execute(replica, "START SLAVE SQL_THREAD");
        }
    }

    /** Uses up the memory of a process, which must end, and with none of the codes that say what a run has come to. */
    private boolean exhaust(String slot) throws Exception {
        Child child = trial.slot(slot);
        try {
            child.exhaustMemory(trial.arena.directory());
        } catch (IOException e) {
            // not yet up, or just gone
            trial.note(slot + " cannot be reached: " + e);
            return false;
        }
        long begun = System.nanoTime();
        while (child.isAlive() && System.nanoTime() - begun < LONGEST_DEATH.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(child.isAlive())
                .as("%s without memory goes on for %s:\n%s", slot, LONGEST_DEATH, trial.logs())
                .isFalse();
        trial.note("%s without memory ended with %d after %.1f s"
                .formatted(slot, child.exitCode(), (System.nanoTime() - begun) / 1e9));
        assertThat(child.exitCode()).as("%s without memory", slot).isNotIn(0, 2, 3);
        return true;
    }

    /** As operations.md says: all stopped, rolled back, resumed; then it begins anew. */
    private boolean rollBack() throws Exception {
        if (trial.count("information_schema.tables WHERE table_schema = '" + trial.name() + "' AND table_name = '"
                        + Trial.LEDGER + "'")
                == 0) {
            trial.note("no ledger yet, nothing to roll back");
            return false;
        }
        trial.stopAll();
        trial.order(ROLLBACK_WORDS);
        assertThat(trial.applied()).as("rows that are rolled back").isLessThanOrEqualTo(own);
        assertThat(trial.count(Trial.LEDGER + " WHERE state IN ('COPIED', 'APPLIED')"))
                .as("rows that the ledger takes for migrated")
                .isZero();
        trial.order("resume");
        trial.startAgain();
        return true;
    }

    private void freeze(Child child, long millis) {
        child.freeze();
        pause(millis);
        child.thaw();
    }

    private void stall(TcpProxy proxy, long millis) {
        proxy.stall(true);
        pause(millis);
        proxy.stall(false);
    }

    /** Lets the time pass, in which what ended is started again. */
    private void pause(long millis) {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() < until) {
            trial.supervise();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
