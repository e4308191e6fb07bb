package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import routes.config.Role;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;

/** A migration whose rows are rewritten when the operator says so. */
@Timeout(120)
class CutOverTest {

    private final MigrationFixture fixture = new MigrationFixture().with("apply.mode", "on-command");

    @BeforeEach
    void fill() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2", "image/3", "image/4");
    }

    private void awaitReady() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Operating.Answer answer = Operating.command(fixture, "status", "--exact");
            return answer.out().contains("ready to cut over: 4 rows to rewrite");
        });
    }

    private void put(String key, String content) {
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().source()).key(key),
                        RequestBody.fromString(content));
    }

    @Test
    void should_rewrite_no_row_before_it_is_told_to_and_what_is_there_then() throws Exception {
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        awaitReady();
        put("image/2", "a newer picture");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'elsewhere/3' WHERE ID = 3");
        fixture.execute("DELETE FROM ImageDataTable WHERE ID = 4");
        assertThat(fixture.paths()).containsExactly("image/1", "image/2", "elsewhere/3");
        fixture.rowsWithObjects("image/5");

        Operating.Answer answer = Operating.command(fixture, "cut-over", "--wait");

        assertThat(answer.exitCode()).isZero();
        assertThat(run.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2", "elsewhere/3", "avatar/5");
        assertThat(fixture.targetContent("avatar/2")).isEqualTo("a newer picture");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED", "SUPERSEDED", "SUPERSEDED", "APPLIED");
    }

    @Test
    void should_copy_a_row_again_that_comes_back_when_it_was_superseded() throws Exception {
        CompletableFuture<Integer> run = fixture.with("follow", "1s").start(Role.RUN);
        awaitReady();
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'elsewhere/3' WHERE ID = 3");
        Operating.command(fixture, "cut-over");
        await().atMost(Duration.ofSeconds(30)).until(() -> fixture.ledger().contains("SUPERSEDED"));
        put("image/3", "a newer picture");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/3' WHERE ID = 3");

        await().atMost(Duration.ofSeconds(30)).until(() -> fixture.paths().contains("avatar/3"));

        assertThat(fixture.targetContent("avatar/3")).isEqualTo("a newer picture");
        Operating.command(fixture, "pause");
        assertThat(run).isNotDone();
    }

    @Test
    void should_rewrite_nothing_more_when_the_order_is_taken_back() throws Exception {
        fixture.with("apply.rows", "1");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        awaitReady();
        Operating.command(fixture, "cut-over", "--at", "2099-01-01T00:00:00Z");
        assertThat(Operating.command(fixture, "status").out()).contains("ordered for 2099-01-01T00:00:00Z");
        Operating.command(fixture, "cut-over", "--abort");
        assertThat(Operating.command(fixture, "status", "--exact").out()).contains("ready to cut over: 4 rows");

        Operating.command(fixture, "cut-over", "--wait");

        assertThat(run.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2", "avatar/3", "avatar/4");
        try (Jedis redis = Servers.jedis()) {
            assertThat(redis.exists(fixture.database().name() + ":cut-over"))
                    .as("an order for the next run")
                    .isFalse();
        }
        assertThat(Operating.command(fixture, "rollback").exitCode()).isZero();
        assertThat(fixture.paths()).containsExactly("image/1", "image/2", "image/3", "image/4");
        assertThat(fixture.ledger()).isEqualTo(Collections.nCopies(4, "SUPERSEDED ROLLED_BACK"));
    }

    @Test
    void should_be_refused_when_rows_are_rewritten_anyhow() throws Exception {
        fixture.with("apply.mode", "continuous");
        assertThat(fixture.run()).isZero();

        Operating.Answer answer = Operating.command(fixture, "cut-over");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains("APPLY_MODE");
        assertThat(IntStream.range(0, 4).mapToObj(row -> "APPLIED").toList()).isEqualTo(fixture.ledger());
    }
}
