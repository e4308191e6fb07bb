package routes.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import routes.queue.PauseNote;
import routes.status.Status.State;
import routes.table.NearMisses;
import routes.throttle.Throttled;

/** What a migration is said to do, of each thing that can be the matter with it. */
class AssessmentTest {

    private static final Instant NOW = Instant.parse("2020-11-30T03:58:34Z");
    private static final String REDIS = "Redis (redis.example.com:6379)";

    private final List<ProcessStatus> processes = new ArrayList<>();
    private Status.Scan scan = new Status.Scan(1, 6000, 6, true, "6000");
    private Status.Queue queue = new Status.Queue(4, 4, 0, 500, 3L, 0, List.of());
    private Optional<PauseNote> pause = Optional.empty();
    private boolean paused;
    private Status.Ending ending;
    private Status.CutOver cutOver;
    private Optional<Census> census = Optional.of(new Census(
            NOW, 5, 6000L, 1, 0, 5877, 0, 0, 3, Map.of("SOURCE_MISSING", 3L), List.of(), Census.Counters.NONE));

    private Situation situation() {
        Live live = new Live(
                scan,
                queue,
                processes,
                paused,
                pause,
                Optional.empty(),
                Optional.empty(),
                Census.Counters.NONE,
                census,
                NearMisses.NONE,
                ending);
        return new Assessment(live, census, Figures.rates(processes), cutOver, NOW).situation();
    }

    private ProcessStatus process(
            String role,
            ProcessStatus.State state,
            double rate,
            ProcessStatus.Pacing pacing,
            Throttled throttled,
            Trouble trouble,
            Instant moved) {
        return new ProcessStatus(
                role + processes.size(),
                role,
                "host",
                state,
                NOW.minusSeconds(600),
                NOW,
                1,
                1,
                0,
                0,
                0,
                rate,
                0,
                0,
                trouble == null ? null : "route: " + trouble.said(),
                pacing,
                throttled,
                trouble,
                moved);
    }

    private void alive(String role, double rate) {
        processes.add(process(role, ProcessStatus.State.RUNNING, rate, null, null, null, NOW));
    }

    private void failing(String role, double rate, Trouble trouble) {
        processes.add(process(role, ProcessStatus.State.RUNNING, rate, null, null, trouble, NOW));
    }

    private static Trouble trouble(Trouble.Kind kind, String server, String said) {
        return new Trouble(kind, server, NOW.minusSeconds(29), said, NOW.plusSeconds(871));
    }

    @Test
    void should_be_running_when_all_is_well() {
        alive("producer", 0);
        alive("consumer", 100);

        assertThat(situation()).isEqualTo(Situation.of(State.RUNNING));
    }

    @Test
    void should_name_the_server_and_say_that_nothing_is_lost_when_it_does_not_answer() {
        failing("producer", 0, trouble(Trouble.Kind.SILENT, "MariaDB (db.example.com:3306)", "Connection refused"));
        alive("consumer", 100);

        assertThat(situation().state()).isEqualTo(State.HELD_UP);
        assertThat(situation().headline())
                .isEqualTo("held up since 2020-11-30 03:58:05 UTC: MariaDB (db.example.com:3306) does not answer:"
                        + " Connection refused");
        assertThat(situation().advice()).contains("Nothing is lost", "until 04:13:05 UTC gives up (STALL_TIMEOUT)");
        assertThat(situation().moves()).isFalse();
    }

    @Test
    void should_be_held_up_by_s3_when_every_consumer_is_and_slow_when_one_is() {
        Trouble s3 = trouble(Trouble.Kind.SILENT, "S3 (in us-east-1)", "Connection reset");
        alive("producer", 0);
        failing("consumer", 0, s3);

        assertThat(situation().state()).isEqualTo(State.HELD_UP);

        alive("consumer", 50);

        assertThat(situation().state()).isEqualTo(State.SLOWED);
        assertThat(situation().reason()).isEqualTo("S3 (in us-east-1) does not answer: Connection reset");
    }

    @Test
    void should_be_slow_when_rows_move_beside_what_fails_and_held_up_when_none_does() {
        Trouble denied = trouble(Trouble.Kind.REFUSING, "S3 (in us-east-1)", "AccessDenied");
        failing("run", 10, denied);
        assertThat(situation().state()).isEqualTo(State.SLOWED);

        processes.clear();
        failing("run", 0, denied);
        assertThat(situation().state()).isEqualTo(State.HELD_UP);

        processes.clear();
        failing("run", 0, trouble(Trouble.Kind.LOCKED, "MariaDB (db:3306)", "Lock wait timeout exceeded"));
        assertThat(situation().state()).isEqualTo(State.SLOWED);
        assertThat(situation().reason())
                .isEqualTo("MariaDB (db:3306) has rows wait for others: Lock wait timeout exceeded");
    }

    @Test
    void should_say_at_which_rate_when_s3_throttles() {
        alive("producer", 0);
        processes.add(process(
                "consumer",
                ProcessStatus.State.RUNNING,
                40,
                new ProcessStatus.Pacing(41, 41, 900, 12, null, 60, 0.9),
                null,
                null,
                NOW));

        assertThat(situation().state()).isEqualTo(State.SLOWED);
        assertThat(situation().reason())
                .isEqualTo("S3 takes about 41 requests a second and refuses more (such as 503 SlowDown)");
    }

    @Test
    void should_run_when_s3_refuses_a_request_now_and_then_or_did_before() {
        alive("producer", 0);
        processes.add(process(
                "consumer",
                ProcessStatus.State.RUNNING,
                40,
                new ProcessStatus.Pacing(4100, 41, 900, 12, null, 60, 0.02),
                null,
                null,
                NOW));

        assertThat(situation().state()).isEqualTo(State.RUNNING);

        // S3 takes more again, and what the copies wait for is the operator's cap
        processes.set(
                1,
                process(
                        "consumer",
                        ProcessStatus.State.RUNNING,
                        40,
                        new ProcessStatus.Pacing(60, 22, 900, 12, null, 60, 0.9),
                        null,
                        null,
                        NOW));

        assertThat(situation().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void should_name_the_replica_when_it_lags() {
        processes.add(process(
                "run",
                ProcessStatus.State.RUNNING,
                0,
                null,
                new Throttled("the replica db2:3306 is 7 s behind", NOW.minusSeconds(3), Map.of(), null),
                null,
                NOW));

        assertThat(situation().headline())
                .endsWith("work with the table is paused: the replica db2:3306 is 7 s behind")
                .startsWith("running slowly since 2020-11-30 03:58:31 UTC");
    }

    @Test
    void should_say_by_whom_and_how_to_go_on_when_it_is_paused() {
        paused = true;
        pause = Optional.of(new PauseNote("the command pause of anna on build-7", NOW.minusSeconds(60)));
        processes.add(process("run", ProcessStatus.State.PAUSED, 0, null, null, null, NOW));

        assertThat(situation().headline())
                .isEqualTo("paused since 2020-11-30 03:57:34 UTC: by the command pause of anna on build-7");
        assertThat(situation().advice()).contains("resume");

        processes.add(process("consumer", ProcessStatus.State.PAUSING, 0, null, null, null, NOW));

        assertThat(situation().headline()).startsWith("pausing since").contains("2 jobs in flight are finished first");
    }

    @Test
    void should_say_since_when_when_nothing_moves_though_there_is_work() {
        processes.add(process("run", ProcessStatus.State.RUNNING, 0, null, null, null, NOW.minusSeconds(48)));

        assertThat(situation().headline())
                .isEqualTo("no progress since 2020-11-30 03:57:46 UTC: no row was found, copied or rewritten since"
                        + " 03:57:46 UTC");

        queue = new Status.Queue(0, 0, 0, 500, null, 0, List.of());

        assertThat(situation().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void should_ask_for_who_is_missing_when_a_role_is() {
        alive("producer", 0);
        queue = new Status.Queue(4, 0, 0, 500, 40L, 0, List.of());

        assertThat(situation().headline()).isEqualTo("held up: no consumer is alive; 4 jobs waiting");

        processes.clear();
        alive("consumer", 0);

        assertThat(situation().headline()).startsWith("held up: no producer is alive; what is queued is copied");
    }

    @Test
    void should_be_done_when_the_run_has_ended_and_consumers_still_wait() {
        ending = new Status.Ending(NOW, 3, null);
        scan = null;
        alive("consumer", 0);

        assertThat(situation().headline())
                .isEqualTo("done with exceptions since 2020-11-30 03:58:34 UTC: 5,877 rows rewritten, 3 exceptions;"
                        + " 1 consumer waiting for a next run");
    }

    @Test
    void should_say_why_and_that_it_goes_on_when_the_run_gave_up() {
        ending = new Status.Ending(NOW, 1, "nothing has succeeded for 15 s: S3 (in us-east-1) does not answer");

        assertThat(situation().state()).isEqualTo(State.FAILED);
        assertThat(situation().reason()).contains("nothing has succeeded for 15 s: S3");
        assertThat(situation().advice()).contains("Start it again: it goes on where it stopped");

        ending = new Status.Ending(NOW, 1, null);

        assertThat(situation().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void should_wait_for_the_operator_when_all_is_copied() {
        alive("run", 0);
        cutOver = new Status.CutOver(Status.CutOver.Stage.READY, 6000, 1, null);

        assertThat(situation().headline()).isEqualTo("ready to cut over: 6,000 rows to rewrite, about 1 s");
        assertThat(situation().advice()).endsWith("cut-over");

        cutOver = new Status.CutOver(Status.CutOver.Stage.ORDERED, 6000, 1, NOW.minusSeconds(1));

        assertThat(situation().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void should_be_unknown_and_not_stopped_when_redis_cannot_be_read() {
        Situation blind = Assessment.blind(REDIS, "Failed to connect", NOW);

        assertThat(blind.headline())
                .isEqualTo("unknown since 2020-11-30 03:58:34 UTC: " + REDIS + " does not answer: Failed to connect");
        assertThat(blind.advice()).contains("Nothing is lost", "start no other run");
    }

    @Test
    void should_be_starting_when_no_row_is_found_yet() {
        alive("run", 0);
        scan = new Status.Scan(1, 0, 0, false, null);

        assertThat(situation().headline()).isEqualTo("starting: the table is read; no row is found yet");
    }
}
