package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.MigrationFixture;
import routes.config.ExitCode;
import routes.config.Role;
import routes.ledger.Ledger;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.FaultyS3.Request;
import software.amazon.awssdk.core.sync.RequestBody;

/** What becomes of rows whose copies meet with refusals, faults and objects that are there already. */
@Timeout(180)
class CopyOutcomesTest extends FrontedMigration {

    private static Function<Request, Optional<Answer>> onEveryCopy(Answer answer) {
        return request -> request.operation().equals("PutCopy") ? Optional.of(answer) : Optional.empty();
    }

    /** As S3 does, and the embedded server does not. */
    private Function<Request, Optional<Answer>> honouringConditions() {
        Set<String> there = Collections.synchronizedSet(new TreeSet<>(fixture.targetKeys()));
        return request -> {
            if (!request.operation().equals("PutCopy")
                    || request.header("If-None-Match").isEmpty()) {
                return Optional.empty();
            }
            String key = request.path().substring(request.path().indexOf("avatar/"));
            return there.add(key)
                    ? Optional.empty()
                    : Optional.of(Answer.error(412, "PreconditionFailed", "At least one of the pre-conditions"));
        };
    }

    private void target(String key, String content) {
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().target()).key(key),
                        RequestBody.fromString(content));
    }

    private Instant lastModified(String key) {
        return MigrationFixture.s3()
                .headObject(
                        request -> request.bucket(fixture.buckets().target()).key(key))
                .lastModified();
    }

    @Test
    void should_tell_errors_apart_and_migrate_the_rest_when_objects_are_refused() throws Exception {
        fixture.rowsWithObjects("image/fine", "image/denied", "image/archived", "image/cold", "image/odd")
                .rowsWithObjects("image/disabled-key", "image/denied-key", "image/long")
                .rows("image/missing");
        front.answer(request -> {
            if (!request.operation().equals("PutCopy")) {
                return Optional.empty();
            }
            return Optional.ofNullable(
                    switch (request.path().substring(request.path().indexOf("avatar/"))) {
                        case "avatar/denied" -> Answer.error(403, "AccessDenied", "Access Denied");
                        case "avatar/archived" ->
                            Answer.error(403, "InvalidObjectState", "not valid for the object's storage class");
                        case "avatar/cold" ->
                            Answer.error(
                                    403, "ObjectNotInActiveTierError", "The source object is not in the active tier");
                        case "avatar/disabled-key" -> Answer.error(400, "KMS.DisabledException", "the key is disabled");
                        case "avatar/denied-key" ->
                            Answer.error(403, "AccessDenied", "User is not authorized to perform: kms:Decrypt");
                        case "avatar/long" -> Answer.error(400, "KeyTooLongError", "Your key is too long");
                        case "avatar/odd" -> Answer.error(400, "NeverHeardOf", "something about this object");
                        default -> null;
                    });
        });

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column(
                        "SELECT CONCAT_WS(' ', SUBSTRING(old_path, 7), state, reason) FROM moved ORDER BY row_key"))
                .containsExactly(
                        "fine APPLIED",
                        "denied FAILED ACCESS_DENIED",
                        "archived FAILED ARCHIVED",
                        "cold FAILED ARCHIVED",
                        "odd FAILED COPY_REJECTED",
                        "disabled-key FAILED KMS_KEY_UNUSABLE",
                        "denied-key FAILED KMS_KEY_UNUSABLE",
                        "long FAILED KEY_TOO_LONG",
                        "missing FAILED SOURCE_MISSING");
        assertThat(fixture.column("SELECT detail FROM moved WHERE row_key BETWEEN 2 AND 8"))
                .allMatch(detail -> detail.contains("request " + FaultyS3.REQUEST_ID));
        assertThat(fixture.targetKeys()).containsExactly("avatar/fine");
    }

    @Test
    void should_hold_a_job_and_copy_nothing_twice_when_what_is_copied_cannot_be_recorded() throws Exception {
        fixture.rowsWithObjects(paths(20));
        AtomicBoolean away = new AtomicBoolean();
        Queue<String> requests = new ConcurrentLinkedQueue<>();
        front.answer(request -> {
            if (request.path().contains("avatar/")) {
                if (away.compareAndSet(false, true)) {
                    renameTable("moved", "moved_away");
                }
                requests.add(request.operation() + " " + request.path());
            }
            return Optional.empty();
        });
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(Duration.ofSeconds(40))
                .until(() -> requests.size() >= 41); // one copy shows what the server honours
        TimeUnit.SECONDS.sleep(3);

        renameTable("moved_away", "moved");

        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).hasSize(20).containsOnly("APPLIED");
        // two copies, the first and the tenth, are looked at for what the server keeps
        assertThat(requests).filteredOn(request -> request.startsWith("Head")).hasSizeLessThanOrEqualTo(20 + 2);
    }

    private void renameTable(String from, String to) {
        try {
            fixture.execute("RENAME TABLE " + from + " TO " + to);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDenied", "ExpiredToken", "InternalError", "NoSuchBucket"})
    void should_record_nothing_and_go_on_later_when_the_system_is_at_fault(String code) throws Exception {
        fixture.rowsWithObjects(paths(20)).with("retry.delay", "1s").with("retry.delay.max", "1s");
        int status =
                switch (code) {
                    case "AccessDenied" -> 403;
                    case "InternalError" -> 500;
                    case "NoSuchBucket" -> 404;
                    default -> 400;
                };
        front.answer(onEveryCopy(Answer.error(status, code, "not now")));
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(Duration.ofSeconds(60)).until(() -> copies() > 40);
        // between two attempts at the job: of one that meets the fault with some of its copies, those rows would fail
        awaitQuiet();

        assertThat(fixture.ledger()).isEmpty();
        front.answer(request -> Optional.empty());

        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).hasSize(20).containsOnly("APPLIED");
    }

    @Test
    void should_wait_and_go_on_by_itself_when_everything_is_refused_for_its_rate() throws Exception {
        fixture.rowsWithObjects(paths(100));
        front.answer(onEveryCopy(Answer.error(503, "SlowDown", "slower")));
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(Duration.ofSeconds(60)).until(() -> copies() > 110);

        assertThat(fixture.ledger()).isEmpty();
        front.answer(request -> Optional.empty());

        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).hasSize(100).containsOnly("APPLIED");
    }

    private long copies() {
        return front.operations().stream().filter("PutCopy"::equals).count();
    }

    private void awaitQuiet() throws InterruptedException {
        long before;
        do {
            before = copies();
            Thread.sleep(300);
        } while (copies() != before);
    }

    @Test
    void should_not_hold_up_the_run_when_refused_rows_are_retried_together() throws Exception {
        fixture.rowsWithObjects(paths(13));
        target("avatar/12", "image/12");
        refuseAllBefore();
        fixture.execute("UPDATE moved SET state = 'APPLIED', reason = NULL, retry = FALSE WHERE row_key = 13");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'avatar/12' WHERE ID = 13");
        front.answer(request -> request.path().endsWith("/12")
                ? Optional.empty()
                : onEveryCopy(Answer.error(403, "AccessDenied", "Access Denied"))
                        .apply(request));

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column(
                        "SELECT CONCAT_WS(' ', state, reason, attempts, retry) FROM moved WHERE row_key < 13"))
                .hasSize(12)
                .containsOnly("FAILED ACCESS_DENIED 2 0");
    }

    /** Makes a ledger in which all rows were refused and are to be tried again. */
    private void refuseAllBefore() throws Exception {
        new Ledger(fixture.schema(), fixture.statements(), fixture.database().dataSource()).create();
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state, reason, retry)"
                + " SELECT ID, ImagePath, REPLACE(ImagePath, 'image/', 'avatar/'), 'FAILED', 'ACCESS_DENIED', TRUE"
                + " FROM ImageDataTable");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void should_count_as_copied_when_a_job_is_delivered_again(boolean honoured) throws Exception {
        fixture.rowsWithObjects(paths(10));
        for (String path : paths(10)) {
            target(path.replace("image/", "avatar/"), path);
        }
        Instant before = lastModified("avatar/3");
        if (honoured) {
            front.answer(honouringConditions());
        }

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.ledger()).hasSize(10).containsOnly("APPLIED");
        assertThat(lastModified("avatar/3")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void should_keep_what_the_application_wrote_when_it_is_at_the_new_key(boolean honoured) throws Exception {
        fixture.rowsWithObjects("image/1", "image/2");
        target("avatar/2", "newer");
        if (honoured) {
            front.answer(honouringConditions());
        }

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("APPLIED", "FAILED TARGET_EXISTS_DIFFERENT");
        assertThat(fixture.paths()).containsExactly("avatar/1", "image/2");
        assertThat(fixture.targetContent("avatar/2")).isEqualTo("newer");
    }

    @Test
    void should_leave_a_row_alone_when_its_new_key_would_be_a_legacy_one_again() throws Exception {
        fixture.rowsWithObjects("image/old/old/a.jpg", "image/old/a.jpg")
                .with("legacy.s3.object.prefix", "image/old")
                .with("target.object.prefix", "image/");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("FAILED STILL_LEGACY", "APPLIED");
        assertThat(fixture.paths()).containsExactly("image/old/old/a.jpg", "image/a.jpg");
        assertThat(fixture.targetContent("image/a.jpg")).isEqualTo("image/old/a.jpg");
    }

    @Test
    void should_end_without_exceptions_when_the_rows_that_failed_are_gone() throws Exception {
        fixture.rowsWithObjects("image/1").rows("image/2");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        fixture.execute("DELETE FROM ImageDataTable WHERE ID = 2");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_overwrite_when_told_to() throws Exception {
        fixture.rowsWithObjects("image/1").with("copy.overwrite", "true");
        target("avatar/1", "older");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.targetContent("avatar/1")).isEqualTo("image/1");
        // what comes after the copy is a look at what the server has kept
        assertThat(front.requests())
                .filteredOn(request -> request.path().endsWith("/1"))
                .first()
                .satisfies(request -> assertThat(request.operation()).isEqualTo("PutCopy"));
    }

    @Test
    void should_send_one_request_for_each_object_when_the_server_honours_conditions() throws Exception {
        fixture.rowsWithObjects(paths(100)).with("copy.concurrency", "1");
        front.answer(honouringConditions());

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        List<String> operations = front.operations();
        // one copy twice, and a look before the one that was under way until the answer was known; two buckets; three
        // copies are looked at for what the server keeps
        assertThat(operations.stream().filter("PutCopy"::equals)).hasSize(101);
        assertThat(operations.stream().filter("Head"::equals)).hasSizeBetween(3, 8 + 3 * 2);
        assertThat(operations).hasSizeLessThan(110 + 3 * 3);
    }

    @Test
    void should_copy_once_and_rewrite_all_when_rows_share_an_object() throws Exception {
        fixture.rows("image/1", "image/1", "image/1", "image/2")
                .objects("image/1", "image/2")
                .with("copy.overwrite", "true");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/1", "avatar/1", "avatar/2");
        assertThat(front.operations().stream().filter("PutCopy"::equals)).hasSize(2);
    }

    @Test
    void should_rewrite_all_when_rows_of_different_jobs_share_an_object() throws Exception {
        fixture.rows("image/1", "image/1", "image/1").objects("image/1").with("job.rows", "1");
        front.answer(honouringConditions());

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsOnly("avatar/1");
    }
}
