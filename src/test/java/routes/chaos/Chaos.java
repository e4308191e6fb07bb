package routes.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
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
        S3_SLOW_DOWN,
        S3_SERVER_ERROR,
        S3_ERROR_IN_200,
        S3_HANG,
        S3_RESET,
        S3_ANSWER_LOST,
        S3_PROXY_PAGE,
        S3_EMPTY_200,
        S3_BAD_SIGNATURE,
        /** A policy denies everything, up to a minute. */
        S3_DENIED
    }

    /**
     * One fault.
     *
     * @param afterMillis pause before it
     * @param lastsMillis how long it lasts, where it can last
     * @param victim which consumer, where it meets one
     */
    record Step(Fault fault, long afterMillis, long lastsMillis, int victim, int percent) {}

    private static final int CONSUMERS = 2;

    private final Trial trial;
    private final List<Step> steps;
    private final Map<Long, String> failures;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private volatile int wipes;
    private int interludeAt = -1;
    private Interlude interlude = () -> {};

    /** What is done between two faults. */
    interface Interlude {
        void run() throws Exception;
    }

    /**
     * @param failures rows that cannot be migrated for good, and the reason
     */
    Chaos(Trial trial, List<Step> steps, Map<Long, String> failures) {
        this.trial = trial;
        this.failures = failures;
        this.steps = steps;
    }

    /** The schedule of a seed. */
    static List<Step> schedule(long seed, int faults) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < faults; i++) {
            steps.add(new Step(
                    Fault.values()[random.nextInt(Fault.values().length)],
                    random.nextLong(100, 3000),
                    random.nextLong(200, 7000),
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

    /** How often Redis has lost everything so far. */
    int wipes() {
        return wipes;
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
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            pause(step.afterMillis());
            if (index == interludeAt) {
                interlude.run();
            }
            if (trial.supervise()) {
                break;
            }
            trial.note(step.toString());
            apply(step);
            done.merge(step.fault(), 1, Integer::sum);
        }
        trial.arena.heal();
        trial.note("nothing is broken any more");
        if (interludeAt >= steps.size()) {
            interlude.run();
        }
        return done;
    }

    private void apply(Step step) throws Exception {
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
                wipes = done.getOrDefault(Fault.WIPE_REDIS, 0) + 1;
            }
            case S3_DENIED -> {
                arena.toS3.trouble(S3Front.Trouble.DENIED, 100);
                pause(8 * step.lastsMillis());
                arena.toS3.heal();
            }
            default -> {
                arena.toS3.trouble(
                        S3Front.Trouble.valueOf(
                                step.fault().name().toUpperCase(Locale.ROOT).replaceFirst("S3_", "")),
                        step.percent());
                pause(step.lastsMillis());
                arena.toS3.heal();
            }
        }
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
