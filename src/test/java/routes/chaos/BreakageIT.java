package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;
import routes.embedded.EmbeddedEcs;
import routes.embedded.SampleData;

/** One thing that breaks at a time, each at the moment where it hurts most. */
@Timeout(900)
@ExtendWith(Reliability.class)
class BreakageIT {

    private static final int ROWS = 1_500;

    private static Arena arena;

    @BeforeAll
    static void start() throws Exception {
        arena = new Arena();
        arena.toS3.latency(10);
    }

    @AfterAll
    static void stop() throws Exception {
        arena.close();
    }

    /** What a test does with a migration. */
    interface Attack {
        void on(Trial trial) throws Exception;
    }

    @SuppressWarnings("SystemOut")
    private static void with(Attack attack) throws Exception {
        Trial trial = new Trial(arena, ROWS, 1, 3);
        try (trial) {
            attack.on(trial);
        } catch (Throwable e) {
            System.out.println(trial.events() + "\n" + trial.logs());
            throw e;
        }
    }

    private static void until(Trial trial, Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    trial.supervise();
                    return condition.call();
                });
    }

    // ---- disaster

    @Test
    @Promise(
            value = "A crash loses nothing and repeats nothing that the ledger has",
            attack = "Redis loses all its data in mid-run")
    void should_copy_nothing_again_that_the_ledger_has_when_redis_is_wiped() throws Exception {
        with(trial -> {
            trial.start(2);
            until(trial, () -> arena.toS3.copies() > ROWS / 3 && trial.count("ledger") > 0);
            arena.redis.restartEmpty();
            long wiped = System.nanoTime();
            Map<Long, String> recorded = trial.ledger();
            Map<String, Integer> rowsOf = new HashMap<>();
            trial.sample.all().forEach(row -> rowsOf.merge(String.valueOf(row.path()), 1, Integer::sum));

            trial.check(trial.finish());

            List<String> again = trial.sample
                    .all()
                    .filter(row -> List.of("COPIED", "APPLIED").contains(recorded.getOrDefault(row.id(), "")))
                    .filter(row -> rowsOf.get(row.path()) == 1)
                    .map(row -> Trial.moved(row.path()))
                    .filter(key -> arena.toS3
                            .lastRequestedAt(trial.target(), key)
                            .filter(at -> at - wiped > 0)
                            .isPresent())
                    .toList();
            assertThat(recorded).isNotEmpty();
            assertThat(again).isEmpty();
        });
    }

    // ---- the producer, at every stage

    /** Moments of a producer's life. */
    enum Stage {
        BEFORE_THE_FIRST_PAGE,
        MID_SCAN,
        AFTER_THE_LAST_PAGE,
        MID_APPLY,
        BETWEEN_THE_ECS_CALLS,
        AFTER_THE_ECS_CALLS
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    @Promise(
            value = "The end state is that of an undisturbed run",
            attack = "the producer is killed at six stages, between and after the ECS calls too")
    @Tag("long")
    void should_end_as_undisturbed_when_the_producer_is_killed_at_a_stage(Stage stage) throws Exception {
        with(trial -> {
            trial.start(stage == Stage.BEFORE_THE_FIRST_PAGE ? 0 : 2);
            until(trial, () -> reached(trial, stage));
            trial.slot(Trial.PRODUCER).kill();
            trial.slot(Trial.PRODUCER).awaitEnd(Duration.ofSeconds(10));
            if (stage == Stage.BEFORE_THE_FIRST_PAGE) {
                trial.startSlot(Trial.consumer(1));
            }
            trial.startSlot(Trial.PRODUCER);

            trial.check(trial.finish());

            assertThat(arena.ecs.desiredCount(Trial.CLUSTER, Trial.CONSUMER_SERVICE))
                    .isZero();
            assertThat(arena.ecs.desiredCount(Trial.CLUSTER, Trial.PRODUCER_SERVICE))
                    .isZero();
            assertConsumersFirst();
        });
    }

    private static boolean reached(Trial trial, Stage stage) throws Exception {
        return switch (stage) {
            case BEFORE_THE_FIRST_PAGE ->
                trial.count("information_schema.tables WHERE table_schema = '" + trial.name()
                                + "' AND table_name = 'ledger'")
                        > 0;
            case MID_SCAN ->
                scan(trial, "sequence").filter(jobs -> !jobs.equals("0")).isPresent();
            case AFTER_THE_LAST_PAGE -> scan(trial, "complete").equals(Optional.of("1"));
            case MID_APPLY -> trial.applied() > 100;
            case BETWEEN_THE_ECS_CALLS -> calls() == 1;
            case AFTER_THE_ECS_CALLS -> calls() == 2;
        };
    }

    private static Optional<String> scan(Trial trial, String field) {
        try (Jedis jedis = new Jedis(arena.redis.host(), arena.redis.port())) {
            return Optional.ofNullable(jedis.hget(trial.name() + ":scan", field));
        }
    }

    private static long calls() {
        return arena.ecs.calls().stream()
                .filter(call -> call.action().equals("UpdateService"))
                .count();
    }

    private static void assertConsumersFirst() {
        List<String> services = arena.ecs.calls().stream()
                .filter(call -> call.action().equals("UpdateService"))
                .map(call -> call.service().orElseThrow())
                .toList();
        assertThat(services.indexOf(Trial.CONSUMER_SERVICE)).isLessThan(services.indexOf(Trial.PRODUCER_SERVICE));
    }

    @Test
    @Promise(value = "The end state is that of an undisturbed run", attack = "two producers run at once")
    @Tag("long")
    void should_end_as_undisturbed_when_two_producers_run_at_once() throws Exception {
        with(trial -> {
            trial.start(2);
            Child second = trial.startSlot("producer-2");

            trial.check(trial.finish());

            assertThat(second.awaitEnd(Duration.ofMinutes(3))).isTrue();
            assertThat(trial.slot(Trial.PRODUCER).awaitEnd(Duration.ofMinutes(3)))
                    .isTrue();
            assertThat(List.of(second.exitCode(), trial.slot(Trial.PRODUCER).exitCode()))
                    .containsOnly(3);
        });
    }

    @Test
    @Promise(value = "The end state is that of an undisturbed run", attack = "the migration is run again after its end")
    @Tag("long")
    void should_change_nothing_when_the_migration_is_run_again_after_its_end() throws Exception {
        with(trial -> {
            trial.start(1);
            int first = trial.finish();
            int copies = arena.toS3.copies();
            String key = trial.sample
                    .all()
                    .map(SampleData.Row::path)
                    .filter(SampleData::isUnderPrefix)
                    .findFirst()
                    .orElseThrow();
            long asked =
                    arena.toS3.lastRequestedAt(trial.target(), Trial.moved(key)).orElseThrow();

            Child again = trial.startSlot(Trial.PRODUCER);

            assertThat(again.awaitEnd(Duration.ofMinutes(3))).isTrue();
            assertThat(again.exitCode()).isEqualTo(first);
            assertThat(arena.toS3.copies()).isEqualTo(copies);
            assertThat(arena.toS3.lastRequestedAt(trial.target(), Trial.moved(key)))
                    .contains(asked);
            trial.check(first);
        });
    }

    @Test
    @Promise(value = "The end state is that of an undisturbed run", attack = "ECS refuses the scale-down for a while")
    @Tag("long")
    void should_retry_until_ecs_answers_when_the_scale_down_fails() throws Exception {
        with(trial -> {
            arena.ecs.failNext("UpdateService", 4, EmbeddedEcs.Failure.THROTTLING);
            trial.start(1);

            trial.check(trial.finish());

            assertThat(arena.ecs.desiredCount(Trial.CLUSTER, Trial.PRODUCER_SERVICE))
                    .isZero();
        });
    }

    // ---- poison

    @Test
    @Promise(
            value = "The end state is that of an undisturbed run",
            attack = "entries and notifications that are no jobs")
    @Tag("long")
    void should_end_and_keep_the_letter_when_an_entry_is_no_job() throws Exception {
        with(trial -> {
            trial.start(1);
            until(trial, () -> scan(trial, "sequence").isPresent());
            try (Jedis jedis = new Jedis(arena.redis.host(), arena.redis.port())) {
                jedis.xadd(trial.name() + ":jobs", XAddParams.xAddParams(), Map.of("body", "{\"not\": \"a job\"}"));
                jedis.publish(trial.name() + ":staged", "not json");
                jedis.publish(trial.name() + ":staged", "null");
                jedis.publish(
                        trial.name() + ":staged",
                        "{\"migration\":\"x\",\"pass\":1,\"sequence\":1,\"first\":\"a\",\"last\":null,\"rows\":1,"
                                + "\"copied\":1,\"failed\":0}");
            }

            int code = trial.finish();

            try (Jedis jedis = new Jedis(arena.redis.host(), arena.redis.port())) {
                assertThat(jedis.xlen(trial.name() + ":dead")).isEqualTo(1);
                jedis.del(trial.name() + ":dead");
            }
            assertThat(trial.log(Trial.PRODUCER)).contains("is no job of this migration");
            trial.check(code);
        });
    }

    @Test
    @Tag("long")
    @Promise(
            value = "An object that cannot be copied never blocks the run",
            attack = "a row kills every consumer that takes it up")
    void should_give_up_one_row_only_when_it_kills_every_consumer() throws Exception {
        with(trial -> {
            trial.settings.put("job.rows", "10");
            trial.settings.computeIfPresent(
                    "endpoint.jobs", (key, uri) -> uri.replace("maxDeliveries=5", "maxDeliveries=2"));
            SampleData.Row poison = trial.sample
                    .all()
                    .filter(row ->
                            SampleData.isUnderPrefix(row.path()) && row.path().matches("[a-z0-9/.]+"))
                    .skip(50)
                    .findFirst()
                    .orElseThrow();
            AtomicInteger deaths = new AtomicInteger();
            arena.toS3.poison(Trial.moved(poison.path()), () -> {
                deaths.incrementAndGet();
                trial.slot(Trial.consumer(1)).kill();
            });
            trial.start(1);

            trial.check(trial.finish(), Map.of(poison.id(), "DEAD_LETTER"));

            assertThat(deaths).hasValue(4);
        });
    }

    // ---- system errors

    /** Faults of the set-up, which speak of no row. Refusals, of which a few are a row's own, are CopyOutcomesTest's. */
    enum Outage {
        EXPIRED_CREDENTIALS,
        WRONG_BUCKET,
        READ_ONLY_DATABASE,
        REDIS_OUT_OF_MEMORY
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    @Promise(
            value = "A fault of the system is never recorded as a row's, and the run goes on by itself",
            attack = "expired credentials, wrong bucket, read-only database, Redis out of memory")
    @Tag("long")
    void should_record_no_failure_and_go_on_by_itself_when_the_system_is_at_fault(Outage outage) throws Exception {
        with(trial -> {
            trial.start(2);
            // there are copies before there is a ledger to be counted
            until(trial, () -> arena.toS3.copies() > 0 && trial.count("ledger") > 0);
            begin(outage);
            try {
                awaitMessage(trial, outage);
            } finally {
                end(outage);
            }

            trial.check(trial.finish());
        });
    }

    private static void begin(Outage outage) throws Exception {
        switch (outage) {
            case EXPIRED_CREDENTIALS -> arena.toS3.trouble(S3Front.Trouble.EXPIRED, 100);
            case WRONG_BUCKET -> arena.toS3.trouble(S3Front.Trouble.NO_BUCKET, 100);
            case READ_ONLY_DATABASE -> admin("SET GLOBAL read_only = 1");
            case REDIS_OUT_OF_MEMORY -> maxMemory("1");
        }
    }

    private static void end(Outage outage) throws Exception {
        switch (outage) {
            case READ_ONLY_DATABASE -> admin("SET GLOBAL read_only = 0");
            case REDIS_OUT_OF_MEMORY -> maxMemory("0");
            default -> arena.heal();
        }
    }

    /** Waits until a process says what is wrong. */
    private static void awaitMessage(Trial trial, Outage outage) {
        String message =
                switch (outage) {
                    case EXPIRED_CREDENTIALS -> "ExpiredToken";
                    case WRONG_BUCKET -> "NoSuchBucket";
                    case READ_ONLY_DATABASE -> "--read-only";
                    case REDIS_OUT_OF_MEMORY -> "OOM command not allowed";
                };
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> (trial.log(Trial.PRODUCER) + trial.log(Trial.consumer(1)) + trial.log(Trial.consumer(2)))
                        .contains(message));
    }

    private static void admin(String statement) throws Exception {
        try (var connection = arena.admin("").getConnection();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void maxMemory(String bytes) {
        try (Jedis jedis = new Jedis(arena.redis.host(), arena.redis.port())) {
            jedis.configSet("maxmemory", bytes);
        }
    }

    @Test
    @Promise(value = "A process without any success ends with 1 and says why", attack = "expired credentials that stay")
    @Tag("long")
    void should_exit_with_1_and_say_why_when_nothing_succeeds_for_too_long() throws Exception {
        with(trial -> {
            trial.settings.put("stall.timeout", "5s");
            arena.toS3.trouble(S3Front.Trouble.EXPIRED, 100);
            trial.start(1);
            Child consumer = trial.slot(Trial.consumer(1));

            assertThat(consumer.awaitEnd(Duration.ofMinutes(3))).isTrue();

            assertThat(consumer.exitCode()).isEqualTo(1);
            assertThat(consumer.log()).contains("nothing has succeeded for 5 s").contains("ExpiredToken");
            assertThat(trial.count("ledger WHERE state = 'FAILED'")).isZero();
            arena.heal();
            trial.settings.put("stall.timeout", "90s");
            trial.check(trial.finish());
        });
    }

    // ---- the application goes on

    @Test
    @Promise(
            value = "A row that the application changed is left as the application wrote it",
            attack = "the application updates, deletes and inserts rows meanwhile")
    void should_leave_the_last_word_to_the_application_when_it_writes_meanwhile() throws Exception {
        with(trial -> {
            AtomicBoolean done = new AtomicBoolean();
            ApplicationWriter writer = new ApplicationWriter(trial, new SplittableRandom(7), done);
            Thread thread = new Thread(writer, "application");
            trial.start(2);
            thread.start();
            until(trial, () -> writer.writes() > 400);
            done.set(true);
            thread.join();

            trial.finish();

            trial.checkSurroundings();
            writer.check();
        });
    }

    @Test
    @Promise(
            value = "The end state is that of an undisturbed run",
            attack = "SIGTERM to all processes in mid-run, which must end in time")
    @Tag("long")
    void should_end_in_time_and_lose_nothing_when_all_are_told_to_stop(TestInfo test) throws Exception {
        with(trial -> {
            trial.start(2);
            until(trial, () -> arena.toS3.copies() > 100);
            Child producer = trial.slot(Trial.PRODUCER);
            producer.terminate();
            trial.stopConsumers();
            assertThat(producer.awaitEnd(Duration.ofSeconds(45))).isTrue();
            assertThat(producer.exitCode()).isEqualTo(143);
            try (Jedis jedis = new Jedis(arena.redis.host(), arena.redis.port())) {
                assertThat(jedis.xpending(trial.name() + ":jobs", "consumers").getTotal())
                        .as(test.getDisplayName())
                        .isZero();
            }

            trial.check(trial.finish());
        });
    }
}
