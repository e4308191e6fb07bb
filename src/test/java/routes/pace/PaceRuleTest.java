package routes.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule in simulations: what share of a limit that it does not know it takes, and what it is refused. */
class PaceRuleTest {

    private static final int IN_FLIGHT = 256;
    private static final double STRAYS = 0.003;

    /** The limit while nobody limits. */
    private static final double NONE = 1e9;

    private static Simulation simulate(
            long seed, int processes, int seconds, double strays, DoubleUnaryOperator limit) {
        return new Simulation(seed, processes, IN_FLIGHT, seconds, 80, 160, strays, limit).run();
    }

    /** With the latency of the acceptance tests: no more than 5,120 requests a second fit into what is in flight. */
    private static Simulation quick(long seed, int seconds, double strays, DoubleUnaryOperator limit) {
        return new Simulation(seed, 1, IN_FLIGHT, seconds, 50, 50, strays, limit).run();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_take_what_the_server_gives_when_it_has_a_limit(long seed) {
        Simulation run = quick(seed, 80, 0, second -> 1500);

        assertThat(run.rate(10, 80)).isBetween(0.96 * 1500, 1.01 * 1500);
        assertThat(run.refused(0, 80)).isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_go_up_when_the_limit_doubles(long seed) {
        Simulation run = quick(seed, 140, 0, second -> second < 40 ? 1500 : 3000);

        assertThat(run.rate(85, 140)).isGreaterThan(0.95 * 3000);
        assertThat(run.refused(0, 140)).isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_go_down_when_the_limit_falls_to_a_third(long seed) {
        Simulation run = simulate(seed, 1, 140, STRAYS, second -> second < 40 ? 1500 : 500);

        assertThat(run.refused(40, 100)).isLessThan(0.05);
        assertThat(run.rate(50, 140)).isGreaterThan(0.9 * 500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_not_mind_when_a_few_are_refused_whatever_the_rate(long seed) {
        assertThat(quick(seed, 120, STRAYS, second -> NONE).rate(15, 120)).isGreaterThan(0.88 * 5120);
        assertThat(quick(seed, 240, 3 * STRAYS, second -> NONE).rate(15, 240)).isGreaterThan(0.6 * 5120);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_hold_nothing_back_when_there_is_no_limit(long seed) {
        assertThat(quick(seed, 60, 0, second -> NONE).rate(5, 60)).isGreaterThan(0.999 * 5120);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_find_the_rate_when_the_processor_has_little_time_for_it(long seed) {
        Simulation busy = new Simulation(seed, 1, IN_FLIGHT, 60, 50, 50, 0, second -> NONE).late(60);

        assertThat(busy.run().rate(10, 60)).isGreaterThan(0.9 * 5120);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_be_back_within_seconds_when_everything_was_refused_for_a_while(long seed) {
        Simulation run = quick(seed, 140, 0, second -> second >= 40 && second < 60 ? 1e-3 : 1500);

        assertThat(run.rate(66, 140)).isGreaterThan(0.96 * 1500);
        assertThat(run.refused(62, 140)).isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_share_a_limit_when_processes_know_nothing_of_each_other(long seed) {
        Simulation run = simulate(seed, 2, 180, STRAYS, second -> 1500);

        assertThat(run.rate(10, 180)).isGreaterThan(0.95 * 1500);
        assertThat(run.refused(10, 180)).isLessThan(0.01);
        assertThat(run.rate(0, 10, 180)).isGreaterThan(1500 / 3.0);
        assertThat(run.rate(1, 10, 180)).isGreaterThan(1500 / 3.0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void should_share_a_limit_when_there_are_many_processes(long seed) {
        Simulation run = simulate(seed, 8, 180, STRAYS, second -> second < 60 ? 1400 : 3500);

        assertThat(run.rate(10, 60)).isGreaterThan(0.9 * 1400);
        assertThat(run.rate(105, 180)).isGreaterThan(0.95 * 3500);
        assertThat(run.refused(105, 180)).isLessThan(0.02);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void should_not_collapse_when_there_are_many_processes_with_little_each(long seed) {
        Simulation run = new Simulation(seed, 50, 64, 240, 80, 160, STRAYS, second -> 1500).run();

        assertThat(run.rate(20, 240)).isGreaterThan(0.95 * 1500);
        assertThat(run.refused(60, 240)).isLessThan(0.08);
    }
}
