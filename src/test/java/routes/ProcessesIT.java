package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.Event;
import routes.config.ExitCode;
import routes.embedded.EmbeddedEcs;
import routes.testing.Servers;

/** A producer and consumers as processes of their own, as on ECS. */
class ProcessesIT {

    private static final String CLUSTER = "s3Mig_cluster";
    private static final String CONSUMERS = "s3Mig_consumer_service";
    private static final String PRODUCERS = "s3Mig_producer_service";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OF_EVERY_LINE = Set.of(
            "@timestamp", "message", "logger_name", "thread_name", "level", "event", "process", "role", "namespace");

    private final MigrationFixture fixture = new MigrationFixture();

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(fixture.settings().all());
        settings.values().removeIf(String::isEmpty);
        settings.keySet().removeIf(key -> key.startsWith("endpoint.") || key.startsWith("camel."));
        return settings;
    }

    private void sample(int rows) throws Exception {
        String[] paths = new String[rows];
        for (int row = 0; row < rows; row++) {
            paths[row] = "image/avatar" + row + ".jpg";
        }
        fixture.withTable().rowsWithObjects(paths);
    }

    /** What anybody reads of how far a migration is; no figure of it may fall, and the total may be unknown for a moment: -1. */
    private record Reader(String name, List<Long> figures) {

        static Reader of(String name, JsonNode status) {
            JsonNode rows = status.get("rows");
            return new Reader(
                    name,
                    Stream.of("total", "copied", "applied", "failed")
                            .map(figure -> rows.get(figure).asLong(-1))
                            .toList());
        }

        Reader after(Reader before) {
            if (figures.get(0) < 0) {
                List<Long> known = new ArrayList<>(figures);
                known.set(0, before.figures.get(0));
                return new Reader(name, known).after(before);
            }
            for (int i = 0; i < figures.size(); i++) {
                assertThat(figures.get(i))
                        .as("%s: %s after %s", name, figures, before.figures)
                        .isGreaterThanOrEqualTo(before.figures.get(i));
            }
            return this;
        }
    }

    @Test
    @Timeout(240)
    void should_let_no_figure_of_any_reader_fall_when_a_consumer_of_two_is_killed() throws Exception {
        sample(600);
        fixture.rows("image/missing.jpg");
        StatusClient client = new StatusClient();
        client.settle(fixture)
                .with("preflight.timeout", "20s")
                .with("job.rows", "20")
                .with("copy.concurrency", "8")
                .with("queue.claim.idle", "10s");
        Reader page = new Reader("page", List.of(0L, 0L, 0L, 0L));
        Reader command = new Reader("command", List.of(0L, 0L, 0L, 0L));
        int reads = 0;
        Map<String, String> producing = settings();
        fixture.with("management.port", "0");
        try (ShippedJar killed = ShippedJar.start(settings(), "consumer");
                ShippedJar stays = ShippedJar.start(settings(), "consumer");
                ShippedJar producer = ShippedJar.start(producing, "producer")) {
            while (producer.isRunning()) {
                assertThat(stays.isRunning()).as(stays.output()).isTrue();
                try {
                    JsonNode shown = client.json("api/status");
                    if (shown.has("rows")) {
                        page = Reader.of("page", shown).after(page);
                        reads++;
                    }
                } catch (IOException e) {
                    // it has not begun to answer, or has ended
                }
                command = Reader.of(
                                "command",
                                Operating.command(fixture, "status", "--json").json())
                        .after(command);
                if (killed.isRunning() && command.figures().get(1) > 200) {
                    killed.kill();
                }
            }
            assertThat(producer.exitCode()).as(producer.output()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        }
        assertThat(reads).isGreaterThan(5);
        assertThat(Reader.of(
                                "command",
                                Operating.command(fixture, "status", "--json").json())
                        .after(command)
                        .figures())
                .containsExactly(601L, 600L, 600L, 1L);
    }

    @Test
    void should_migrate_scale_down_in_order_and_end_when_producer_and_consumers_run_apart() throws Exception {
        sample(3000);
        EmbeddedEcs ecs = Servers.ecs();
        ecs.reset();
        ecs.addService(CLUSTER, CONSUMERS, 2);
        ecs.addService(CLUSTER, PRODUCERS, 1);
        ecs.failNext("UpdateService", 2, EmbeddedEcs.Failure.THROTTLING);
        fixture.with("cluster.name", CLUSTER)
                .with("consumer.service.name", CONSUMERS)
                .with("producer.service.name", PRODUCERS)
                .with("preflight.timeout", "20s")
                .with("log.format", "json")
                .with("job.rows", "100");

        try (ShippedJar one = ShippedJar.start(settings(), "consumer");
                ShippedJar two = ShippedJar.start(settings(), "consumer");
                ShippedJar producer = ShippedJar.start(settings(), "producer")) {
            assertThat(producer.exitCode()).as(producer.output()).isEqualTo(ExitCode.DONE);

            assertThat(fixture.column("SELECT COUNT(*) FROM ImageDataTable WHERE ImagePath LIKE 'avatar/%'"))
                    .containsExactly("3000");
            assertThat(fixture.targetKeys()).hasSize(3000);
            assertThat(fixture.column("SELECT DISTINCT state FROM moved")).containsExactly("APPLIED");
            assertThat(ecs.desiredCount(CLUSTER, CONSUMERS)).isZero();
            assertThat(ecs.desiredCount(CLUSTER, PRODUCERS)).isZero();
            List<String> services = ecs.calls().stream()
                    .filter(call ->
                            call.error().isEmpty() && call.desiredCount().isPresent())
                    .flatMap(call -> call.service().stream())
                    .toList();
            assertThat(services).containsExactly(CONSUMERS, PRODUCERS);
            assertThat(one.isRunning()).isTrue();
            assertThat(two.isRunning()).isTrue();
            assertThatEveryLineSaysWhoseItIs(one, "consumer");
            assertThat(assertThatEveryLineSaysWhoseItIs(producer, "producer"))
                    .contains("start", "listening", "pass", "progress", "complete", "report", "scaled", "end");
        }
    }

    /** The events of a log in JSON, each line of which says whose it is and nothing that is documented nowhere. */
    private Set<String> assertThatEveryLineSaysWhoseItIs(ShippedJar process, String role) throws Exception {
        Set<String> events = new TreeSet<>();
        for (String line : process.output().lines().toList()) {
            assertThat(line).as(role).startsWith("{");
            Map<String, Object> fields = JSON.readValue(line, new TypeReference<>() {});
            assertThat(fields)
                    .as(line)
                    .containsEntry("role", role)
                    .containsEntry("namespace", fixture.database().name());
            assertThat(fields).as(line).containsKey("process").doesNotContainKeys("@version", "level_value");
            if (fields.get("logger_name").toString().startsWith("routes.")) {
                assertThat(fields).as(line).containsKey("event");
                String event = fields.get("event").toString();
                events.add(event);
                Set<String> known = new TreeSet<>(OF_EVERY_LINE);
                known.addAll(Event.valueOf(event.toUpperCase(Locale.ROOT).replace('-', '_'))
                        .fields());
                assertThat(known).as(line).containsAll(fields.keySet());
            }
        }
        return events;
    }

    @Test
    void should_end_with_a_line_when_a_thread_of_it_has_died() throws Exception {
        fixture.withTable().with("preflight.timeout", "20s");

        try (ShippedJar dying = ShippedJar.startBeside(DyingTimer.class, settings(), "consumer")) {
            assertThat(dying.exitCode()).as(dying.output()).isEqualTo(ExitCode.FAILED);
            assertThat(dying.output().lines())
                    .filteredOn(line -> line.contains("timer://process-heartbeat"))
                    .singleElement()
                    .asString()
                    .contains("has died", "OutOfMemoryError: for the test");
        }
    }

    @Test
    void should_fail_when_the_answer_of_a_command_cannot_be_written() throws Exception {
        sample(1);

        try (ShippedJar full = ShippedJar.startInto("/dev/full", settings(), "plan")) {
            assertThat(full.exitCode()).as(full.output()).isEqualTo(ExitCode.FAILED);
            assertThat(full.output())
                    .contains("the answer cannot be written to standard output: No space left on device");
        }
        try (ShippedJar unread = ShippedJar.startInto(null, settings(), "plan")) {
            assertThat(unread.exitCode()).as(unread.output()).isEqualTo(ExitCode.FAILED);
            assertThat(unread.output()).isEmpty();
        }
    }

    @Test
    void should_migrate_all_the_same_when_there_is_no_room_for_log_and_report() throws Exception {
        sample(100);
        fixture.with("report.uri", "file:/dev/full/reports").with("retry.delay", "10ms");

        try (ShippedJar run = ShippedJar.startInto("/dev/full", settings(), "run")) {
            assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.DONE);
            assertThat(run.output()).isEmpty();
        }
        assertThat(fixture.column("SELECT COUNT(*) FROM ImageDataTable WHERE ImagePath LIKE 'avatar/%'"))
                .containsExactly("100");
    }

    /** The program, one of whose timers dies when it has started. */
    static final class DyingTimer {

        private DyingTimer() {}

        public static void main(String[] arguments) {
            new Timer("timer://process-heartbeat")
                    .schedule(
                            new TimerTask() {
                                @Override
                                public void run() {
                                    throw new OutOfMemoryError("for the test");
                                }
                            },
                            5000);
            Application.main(arguments);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "producer"})
    void should_stop_within_the_grace_period_and_lose_nothing_when_it_is_terminated(String role) throws Exception {
        sample(2000);
        fixture.with("preflight.timeout", "20s").with("job.rows", "100").with("queue.claim.idle", "10s");
        String other = role.equals("consumer") ? "producer" : "consumer";

        try (ShippedJar terminated = ShippedJar.start(settings(), role);
                ShippedJar stays = ShippedJar.start(settings(), other)) {
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> !fixture.column(
                            "SELECT row_key FROM moved LIMIT 1")
                    .isEmpty());
            terminated.terminate();

            // 128 + SIGTERM: what a JVM returns when a signal ended it
            assertThat(terminated.exitCode()).isEqualTo(143);
            assertThat(terminated.output()).doesNotContain("Exception");

            try (ShippedJar again = ShippedJar.start(settings(), role)) {
                ShippedJar producer = role.equals("producer") ? again : stays;
                assertThat(producer.exitCode()).as(producer.output()).isEqualTo(ExitCode.DONE);
            }
        }
        assertThat(fixture.column("SELECT COUNT(*) FROM ImageDataTable WHERE ImagePath LIKE 'avatar/%'"))
                .containsExactly("2000");
        assertThat(fixture.targetKeys()).hasSize(2000);
    }
}
