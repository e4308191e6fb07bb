package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schedules of {@link ChaosIT}, while the application overwrites, deletes and makes rows and objects. With odd seeds rows wait for a
 * cut-over, which is ordered in mid-schedule. With every second pair of seeds (2, 3, 6, 7...) the application gives no reason for exceptions.
 * With every third one there are three columns in two tables, and the rows write their paths in several forms. Replay one with {@code -Dchaos.seed=S -Dchaos.schedules=1}; {@code chaos.living.rows} and {@code chaos.living.faults} set the size of a run.
 */
@ExtendWith(Reliability.class)
class LivingChaosIT {

    private static final int ROWS = Integer.getInteger("chaos.living.rows", 1_500);
    private static final int FAULTS = Integer.getInteger("chaos.living.faults", 5);
    private static final int MISSING = 7;
    private static final Duration ORDER_PAUSE = Duration.ofMillis(500);
    /** How long an order may take once nothing is broken. */
    private static final Duration LONGEST_ORDER = Duration.ofMinutes(2);
    /** How long the application waits for rows that are rewritten, so that it writes at new keys too. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private static Arena arena;

    @BeforeAll
    static void start() throws Exception {
        arena = new Arena();
        if (seeds().count() > ChaosIT.FEW) {
            Trial.archiveClasses(arena, Map.of());
        }
        arena.toS3.latency(5);
        arena.toS3.honourConditions(arena.s3.client());
    }

    @AfterAll
    static void stop() throws Exception {
        arena.close();
    }

    static LongStream seeds() {
        long first = Long.getLong("chaos.seed", 1);
        return LongStream.range(first, first + Integer.getInteger("chaos.schedules", 1));
    }

    @Promise(
            value =
                    "What the application overwrites in the legacy bucket before the end arrives at the new key, or is reported",
            attack =
                    "random schedules of faults, while an application overwrites, deletes and makes rows and objects; in every second one"
                            + " rows are rewritten on command")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @SuppressWarnings("SystemOut")
    void should_keep_up_with_the_application_when_anything_breaks_at_any_time(long seed) throws Exception {
        boolean onCommand = seed % 2 == 1;
        boolean gentle = seed / 2 % 2 == 1;
        List<Chaos.Step> steps = Chaos.schedule(seed, FAULTS);
        Chaos.prepare(arena, steps);
        Trial trial = new Trial(arena, ROWS, seed, gentle ? 0 : MISSING, seed % 3 == 0);
        LivingApplication application = new LivingApplication(trial, seed, gentle);
        Thread writer = daemon(application, "application");
        Chaos chaos = new Chaos(trial, steps, Map.of());
        Orders orders = new Orders(trial, chaos);
        Thread orderer = daemon(orders, "orders");
        try (trial) {
            long own = trial.applied();
            trial.settings.put("follow", "1s");
            if (seed / 2 % 2 == 0) {
                trial.crashWithoutMemory();
            }
            if (onCommand) {
                trial.settings.put("apply.mode", "on-command");
                chaos.between((int) (seed / 2 % (FAULTS + 1)), () -> {
                    assertThat(trial.applied())
                            .as("rows rewritten without an order")
                            .isLessThanOrEqualTo(own);
                    if (seed / 4 % 2 == 0) {
                        takeBack(trial);
                    }
                    orderer.start();
                });
            }
            writer.start();
            Reliability.met(chaos.storm());
            if (onCommand) {
                await().atMost(LONGEST_ORDER).until(() -> {
                    trial.supervise();
                    return orders.isObeyed();
                });
            }
            for (long until = System.nanoTime() + LONGEST_WAIT.toNanos();
                    trial.applied() < ROWS / 2 && System.nanoTime() < until; ) {
                trial.supervise();
                TimeUnit.MILLISECONDS.sleep(100);
            }
            TimeUnit.SECONDS.sleep(2);
            application.stop();
            writer.join();
            trial.note("the application has stopped; " + trial.applied() + " rows point at the target");
            trial.settings.remove("follow");
            trial.slot(Trial.PRODUCER).kill();
            application.check(trial.finish());
            trial.checkSurroundings();
            System.out.println("living seed " + seed + ": passed\n" + trial.events());
            if (Boolean.getBoolean("chaos.living.logs")) {
                System.out.println(trial.logs() + "\n" + trial.log(Trial.consumer(1)) + trial.log(Trial.consumer(2)));
            }
        } catch (Throwable e) {
            System.out.println("living seed " + seed + ": FAILED: " + e + "\n" + trial.events() + "\n" + trial.logs());
            throw e;
        } finally {
            application.stop();
            orders.stop();
            writer.join();
            orderer.join();
        }
    }

    /** Orders a cut-over and takes it back in the middle: no more rows are rewritten then. */
    private static void takeBack(Trial trial) throws Exception {
        trial.order("cut-over");
        trial.order("cut-over --abort");
        TimeUnit.SECONDS.sleep(2); // a process that has not heard of it yet
        long rewritten = trial.applied();
        TimeUnit.SECONDS.sleep(1);
        assertThat(trial.applied())
                .as("rows rewritten after the order was taken back")
                .isLessThanOrEqualTo(rewritten);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The operator: orders the cut-over until that is confirmed, and again when Redis has lost it. */
    private static final class Orders implements Runnable {

        private final Trial trial;
        private final Chaos chaos;
        private final AtomicBoolean done = new AtomicBoolean();
        /** How often Redis had lost orders when the order was given last. */
        private volatile int given = -1;

        Orders(Trial trial, Chaos chaos) {
            this.trial = trial;
            this.chaos = chaos;
        }

        boolean isObeyed() {
            return given == chaos.losses();
        }

        void stop() {
            done.set(true);
        }

        @Override
        public void run() {
            try {
                while (!done.get()) {
                    if (!isObeyed()) {
                        order();
                    }
                    TimeUnit.NANOSECONDS.sleep(ORDER_PAUSE.toNanos());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void order() throws InterruptedException {
            int losses = chaos.losses();
            Child order = trial.command("cut-over");
            if (!order.awaitEnd(LONGEST_ORDER)) {
                trial.note("cut-over: hangs");
                order.kill();
                return;
            }
            List<String> lines = order.log().lines().toList();
            trial.note("cut-over: " + order.exitCode() + ": "
                    + lines.subList(Math.max(0, lines.size() - 3), lines.size()));
            if (order.exitCode() == 0) {
                given = losses;
            }
        }
    }
}
