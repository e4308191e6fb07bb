package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import routes.config.ExitCode;
import routes.config.Role;
import routes.embedded.EmbeddedRedis;
import routes.embedded.Workspace;
import routes.testing.Servers;

/** Health, readiness and metrics of the roles. */
@Timeout(240)
class ObservabilityTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final MigrationFixture fixture = new MigrationFixture();
    private final StatusClient client = new StatusClient();

    @Test
    void should_count_what_was_done_when_a_migration_runs() throws Exception {
        client.settle(fixture)
                .withTable()
                .rowsWithObjects(IntStream.range(0, 400)
                        .mapToObj(i -> "image/" + i + ".jpg")
                        .toArray(String[]::new))
                .rows("image/missing.jpg")
                .with("job.rows", "50")
                .with("copy.concurrency", "2")
                .with("follow", "10s")
                .with("stall.timeout", "5s");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(client::isReady);
        await().atMost(LIMIT).until(() -> metrics().contains("migration_rows_applied_total 400.0"));

        assertThat(metrics())
                .contains(
                        "migration_objects_copied_total 400.0",
                        "migration_objects_failed_total{reason=\"SOURCE_MISSING\"} 1.0",
                        "migration_copy_duration_seconds_bucket{le=\"1.0\"}",
                        "migration_jobs_queued_total",
                        "migration_jobs_acknowledged_total",
                        "migration_copy_concurrency 2.0",
                        "migration_state{state=\"RUNNING\"} 1.0",
                        "migration_failing_seconds 0.0",
                        "jvm_memory_used_bytes")
                .containsPattern("migration_copy_duration_seconds_count 4\\d\\d")
                .containsPattern("migration_rows_scanned_total [4-9]\\d\\d\\.0")
                .containsPattern("migration_apply_duration_seconds_count [1-9]")
                .containsPattern("migration_job_duration_seconds_count [1-9]");
        await().atMost(LIMIT).until(() -> metrics().contains("migration_rows{state=\"applied\"} 400.0"));
        fixture.execute("DROP TABLE ImageDataTable");
        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void should_be_alive_and_not_ready_when_redis_is_away() throws Exception {
        client.settle(fixture).withTable();
        try (Workspace workspace = Servers.workspace();
                EmbeddedRedis redis = new EmbeddedRedis(workspace)) {
            redis.start();
            fixture.with("redis.host", redis.host())
                    .with("redis.port", Integer.toString(redis.port()))
                    .with("stall.timeout", "20s");
            CompletableFuture<Integer> consumer = fixture.start(Role.CONSUMER);
            await().atMost(LIMIT).until(client::isReady);
            assertThat(probe()).isZero();

            redis.stop();

            await().atMost(LIMIT).until(() -> !client.isReady());
            assertThat(client.observe("health/ready").body()).contains("\"redis\"", "DOWN");
            assertThat(client.observe("health/live").statusCode()).isEqualTo(200);
            assertThat(probe()).isZero();

            redis.restart();

            await().atMost(LIMIT).until(client::isReady);
            redis.stop();
            assertThat(consumer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
            assertThat(probe()).isEqualTo(1);
        }
    }

    @Test
    void should_take_another_port_when_two_processes_start_at_once_on_one_machine() throws Exception {
        client.settle(fixture).withTable().rowsWithObjects("image/1.jpg", "image/2.jpg");
        CompletableFuture<Integer> first = fixture.start(Role.RUN);
        CompletableFuture<Integer> second = fixture.start(Role.RUN);

        assertThat(first.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(second.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).containsOnly("APPLIED");
    }

    /** Without the label that all of them bear. */
    private String metrics() throws Exception {
        String label = "namespace=\"" + fixture.database().name() + "\"";
        String all = client.observe("metrics").body();
        assertThat(all.lines().filter(line -> !line.startsWith("#"))).allMatch(line -> line.contains(label));
        return all.replace("{" + label + "}", "")
                .replace("{" + label + ",", "{")
                .replace("," + label, "");
    }

    /** The exit code of the container's health check. */
    private int probe() throws Exception {
        ProcessBuilder check =
                new ProcessBuilder(Path.of("deploy", "healthcheck").toString());
        check.environment().putAll(Map.of("MANAGEMENT_PORT", Integer.toString(client.managementPort())));
        Process process = check.start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
