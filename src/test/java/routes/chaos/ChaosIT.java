package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random schedules of faults. Replay one with {@code -Dchaos.seed=S -Dchaos.schedules=1}; {@code chaos.rows} and {@code
 * chaos.faults} set the size of a run.
 */
@ExtendWith(Reliability.class)
class ChaosIT {

    private static final int ROWS = Integer.getInteger("chaos.rows", 800);
    private static final int FAULTS = Integer.getInteger("chaos.faults", 5);
    private static final int MISSING = 7;
    /** Schedules for which nothing is prepared. */
    static final int FEW = 3;

    /** Many jobs, pages and ranges of a small table. */
    private static final Map<String, String> SMALL =
            Map.of("job.rows", "25", "scan.page.rows", "300", "apply.rows", "100", "copy.concurrency", "4");

    private static Arena arena;

    @BeforeAll
    static void start() throws Exception {
        arena = new Arena();
        if (seeds().count() > FEW) {
            Trial.archiveClasses(arena, SMALL);
        }
        // so slow that a small table is still being copied when the last fault comes
        arena.toS3.latency(Integer.getInteger("chaos.latency", 60));
    }

    @AfterAll
    static void stop() throws Exception {
        arena.close();
    }

    static LongStream seeds() {
        long first = Long.getLong("chaos.seed", 1);
        return LongStream.range(first, first + Integer.getInteger("chaos.schedules", 1));
    }

    @Test
    void should_break_the_same_things_when_the_seed_is_the_same() {
        assertThat(Chaos.schedule(42, 20)).isEqualTo(Chaos.schedule(42, 20));
        assertThat(Chaos.schedule(42, 20)).isNotEqualTo(Chaos.schedule(43, 20));
    }

    @Promise(
            value = "The end state is that of an undisturbed run, and no row ever points at a missing object",
            attack =
                    "random schedules of faults of processes, servers and connections; in every second one objects that always fail,"
                            + " and triggers that refuse and change rows")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @SuppressWarnings("SystemOut")
    void should_end_as_an_undisturbed_run_does_when_anything_breaks_at_any_time(long seed) throws Exception {
        List<Chaos.Step> steps = Chaos.schedule(seed, FAULTS);
        Chaos.prepare(arena, steps);
        Trial trial = new Trial(arena, ROWS, seed, MISSING);
        try (trial) {
            Map<Long, String> failures = seed % 2 == 0 ? Map.of() : trial.spoil(seed);
            // many jobs, pages and ranges of a small table
            trial.settings.putAll(
                    Map.of("job.rows", "25", "scan.page.rows", "300", "apply.rows", "100", "copy.concurrency", "4"));
            if (seed / 2 % 2 == 0) {
                trial.crashWithoutMemory();
            }
            Map<Chaos.Fault, Integer> met = new Chaos(trial, steps, failures).run();
            Reliability.met(met);
            System.out.println("chaos seed " + seed + ": passed; met " + met + "\n" + trial.events());
        } catch (Throwable e) {
            System.out.println("chaos seed " + seed + ": FAILED: " + e + "\n" + trial.events() + "\n" + trial.logs());
            throw e;
        }
    }
}
