package routes.chaos;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schedules of {@link ChaosIT}, while the application overwrites, deletes and makes rows and objects; in every second one rows wait for a cut-over. */
@ExtendWith(Reliability.class)
class LivingChaosIT {

    private static final int ROWS = Math.min(500, Integer.getInteger("chaos.rows", 500));
    private static final int FAULTS = Math.min(3, Integer.getInteger("chaos.faults", 3));
    private static final int MISSING = 7;
    private static final int ORDER_SECONDS = 4;

    private static Arena arena;

    @BeforeAll
    static void start() throws Exception {
        arena = new Arena();
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
        Trial trial = new Trial(arena, ROWS, seed, MISSING);
        try (trial) {
            boolean onCommand = seed % 2 == 1;
            trial.settings.put("follow", "1s");
            if (onCommand) {
                trial.settings.put("apply.mode", "on-command");
            }
            LivingApplication application = new LivingApplication(trial, seed);
            Thread writer = new Thread(application, "application");
            Thread orders = new Thread(() -> order(trial), "orders");
            orders.setDaemon(true);
            Chaos chaos = new Chaos(trial, Chaos.schedule(seed, FAULTS), Map.of());
            writer.start();
            if (onCommand) {
                orders.start();
            }
            Reliability.met(chaos.storm());
            TimeUnit.SECONDS.sleep(2);
            application.stop();
            writer.join();
            trial.note("the application has stopped");
            trial.settings.remove("follow");
            trial.slot(Trial.PRODUCER).kill();
            application.check(trial.finish());
            trial.checkSurroundings();
            System.out.println("living seed " + seed + ": passed\n" + trial.events());
        } catch (Throwable e) {
            System.out.println("living seed " + seed + ": FAILED: " + e + "\n" + trial.events() + "\n" + trial.logs());
            throw e;
        }
    }

    /** Gives the order again and again: with Redis it is lost. */
    private static void order(Trial trial) {
        while (!trial.isOver()) {
            try {
                TimeUnit.SECONDS.sleep(ORDER_SECONDS);
                Child order = trial.command("cut-over");
                order.awaitEnd(java.time.Duration.ofSeconds(30));
                trial.note("cut-over: " + (order.isAlive() ? "hangs" : order.exitCode()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
