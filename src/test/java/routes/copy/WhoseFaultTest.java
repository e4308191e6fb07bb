package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.MigrationFixture;
import routes.config.ExitCode;
import routes.config.Role;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.FaultyS3.Request;
import routes.testing.Servers;

/** Whose fault a failed copy is, by what becomes of the others, with real servers. */
@Timeout(180)
class WhoseFaultTest extends FrontedMigration {

    private static final Answer DENIED = Answer.error(403, "AccessDenied", "Access Denied");

    private static boolean isCopy(Request request) {
        return request.operation().endsWith("Copy");
    }

    private static int number(Request request) {
        return Integer.parseInt(request.path().substring(request.path().lastIndexOf('/') + 1));
    }

    private void answerCopies(Predicate<Request> which, Answer answer) {
        front.answer(request -> isCopy(request) && which.test(request) ? Optional.of(answer) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError, COPY_FAILED",
        "503, SlowDown, COPY_FAILED",
        "403, SignatureDoesNotMatch, COPY_REJECTED",
        "200, InternalError, COPY_FAILED"
    })
    void should_record_one_object_in_s3s_words_when_the_others_are_copied(int status, String code, String reason)
            throws Exception {
        fixture.rowsWithObjects(paths(30));
        answerCopies(request -> number(request) == 17, Answer.error(status, code, "said S3"));

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).hasSize(30).containsOnlyOnce("FAILED " + reason);
        assertThat(fixture.column("SELECT detail FROM moved WHERE state = 'FAILED'"))
                .singleElement()
                .asString()
                .contains(code + ": said S3", "status " + status, "request " + FaultyS3.REQUEST_ID, "tried 6 times");
        assertThat(fixture.targetKeys()).hasSize(29);
    }

    @Test
    void should_record_the_last_answers_words_when_the_sdk_has_tried_again() throws Exception {
        fixture.rowsWithObjects(paths(30)).with("s3.max.attempts", "2").with("copy.retry.time", "500ms");
        answerCopies(request -> number(request) == 17, Answer.error(200, "InternalError", "said S3"));

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column("SELECT detail FROM moved WHERE state = 'FAILED'"))
                .singleElement()
                .asString()
                .startsWith("InternalError: said S3 (status 200, request " + FaultyS3.REQUEST_ID + ")");
    }

    @Test
    void should_record_one_object_when_a_proxy_answers_with_a_page() throws Exception {
        fixture.rowsWithObjects(paths(30));
        front.answer(request -> isCopy(request) && number(request) < 3
                ? Optional.of(new Answer(
                        new int[] {400, 403, 404}[number(request)], "<html><body><h1>Not here</h1></body></html>"))
                : Optional.empty());

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger().subList(0, 3))
                .containsExactly("FAILED COPY_REJECTED", "FAILED ACCESS_DENIED", "FAILED COPY_REJECTED");
        assertThat(fixture.column("SELECT detail FROM moved WHERE state = 'FAILED'"))
                .allMatch(detail -> detail.contains("\"Not here\""));
        assertThat(fixture.targetKeys()).hasSize(27);
    }

    @Test
    void should_rewrite_the_others_meanwhile_when_one_object_fails() throws Exception {
        fixture.rowsWithObjects(paths(30)).with("copy.retry.time", "60s");
        answerCopies(request -> number(request) == 17, Answer.error(500, "InternalError", "said S3"));
        CompletableFuture<Integer> run = fixture.start(Role.RUN);

        await().atMost(Duration.ofSeconds(40))
                .until(() -> fixture.paths().stream()
                                .filter(path -> path.startsWith("avatar/"))
                                .count()
                        == 29);

        assertThat(run).isNotDone();
        front.answer(request -> Optional.empty());
        assertThat(run.get(90, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_rewrite_the_others_meanwhile_when_one_answer_does_not_come() throws Exception {
        fixture.rowsWithObjects(paths(30)).with("s3.timeout", "40s");
        CompletableFuture<Void> patience = new CompletableFuture<>();
        front.answer(request -> {
            if (isCopy(request) && number(request) == 17) {
                patience.join();
            }
            return Optional.empty();
        });
        CompletableFuture<Integer> run = fixture.start(Role.RUN);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> fixture.paths().stream()
                                .filter(path -> path.startsWith("avatar/"))
                                .count()
                        == 29);

        assertThat(run).isNotDone();
        patience.complete(null);
        assertThat(run.get(90, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).hasSize(30).containsOnly("APPLIED");
    }

    @Test
    void should_record_nothing_when_all_fails_for_longer_than_an_object_is_tried() throws Exception {
        fixture.rowsWithObjects(paths(30)).with("copy.retry.time", "1s");
        answerCopies(request -> true, DENIED);
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        TimeUnit.SECONDS.sleep(5);

        assertThat(fixture.ledger()).isEmpty();
        front.answer(request -> Optional.empty());

        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).hasSize(30).containsOnly("APPLIED");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 403, AccessDenied",
        "1000, 500, InternalError",
        "5, 403, AccessDenied",
        "5, 400, KMS.DisabledException"
    })
    void should_record_nothing_from_then_on_when_all_fails_from_the_middle_on(int jobRows, int status, String code)
            throws Exception {
        fixture.rowsWithObjects(paths(200))
                .with("job.rows", Integer.toString(jobRows))
                .with("copy.concurrency", "8")
                .with("copy.retry.time", "1s");
        AtomicInteger copies = new AtomicInteger();
        answerCopies(request -> copies.incrementAndGet() > 100, Answer.error(status, code, "not now"));
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(Duration.ofSeconds(60)).until(() -> copies.get() > 110);
        TimeUnit.SECONDS.sleep(3);

        assertThat(fixture.ledger()).hasSizeBetween(90, 110).noneMatch(state -> state.startsWith("FAILED"));
        front.answer(request -> Optional.empty());

        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).hasSize(200).containsOnly("APPLIED");
    }

    @Test
    void should_record_half_when_half_fails_for_good() throws Exception {
        fixture.rowsWithObjects(paths(200)).with("job.rows", "50");
        answerCopies(request -> number(request) % 2 == 0, DENIED);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).filteredOn("APPLIED"::equals).hasSize(100);
        assertThat(fixture.ledger()).filteredOn("FAILED ACCESS_DENIED"::equals).hasSize(100);
    }

    @Test
    void should_record_the_last_folder_when_it_fails_for_good() throws Exception {
        fixture.rowsWithObjects(paths(200)).with("job.rows", "20");
        answerCopies(request -> number(request) >= 100, DENIED);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).filteredOn("APPLIED"::equals).hasSize(100);
        assertThat(fixture.ledger()).filteredOn("FAILED ACCESS_DENIED"::equals).hasSize(100);
        // of the experiments nothing is left
        assertThat(fixture.targetKeys()).hasSize(100);
        assertThat(MigrationFixture.s3()
                        .listMultipartUploads(
                                request -> request.bucket(fixture.buckets().target()))
                        .uploads())
                .isEmpty();
    }

    @Test
    void should_record_nothing_when_one_consumer_cannot_copy_while_another_does() throws Exception {
        fixture.rowsWithObjects(paths(300))
                .with("job.rows", "5")
                .with("copy.retry.time", "500ms")
                .with("queue.claim.idle", "10s")
                .with("stall.timeout", "8s");
        try (FaultyS3 broken = new FaultyS3(Servers.s3().endpoint())) {
            AtomicInteger denied = new AtomicInteger();
            broken.answer(request -> {
                if (isCopy(request)) {
                    denied.incrementAndGet();
                    return Optional.of(Answer.error(500, "InternalError", "behind a broken network"));
                }
                return Optional.empty();
            });
            fixture.with("aws.endpoint.url.s3", broken.endpoint().toString());
            CompletableFuture<Integer> unlucky = fixture.start(Role.CONSUMER);
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            !front.requests().isEmpty() || !broken.requests().isEmpty());
            fixture.with("aws.endpoint.url.s3", front.endpoint().toString());

            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

            assertThat(unlucky.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
            assertThat(denied.get()).isPositive();
        }
        assertThat(fixture.ledger()).hasSize(300).containsOnly("APPLIED");
    }

    @Test
    void should_end_as_if_nothing_were_when_requests_fail_now_and_then() throws Exception {
        fixture.rowsWithObjects(paths(300)).with("s3.max.attempts", "4").with("copy.concurrency", "16");
        AtomicInteger copies = new AtomicInteger();
        front.answer(request -> {
            int number = isCopy(request) ? copies.incrementAndGet() : 1;
            if (number % 50 == 0) {
                return Optional.of(Answer.error(503, "SlowDown", "Please reduce your request rate."));
            }
            return number % 20 == 0
                    ? Optional.of(Answer.error(500, "InternalError", "Please try again."))
                    : Optional.empty();
        });

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.ledger()).hasSize(300).containsOnly("APPLIED");
    }

    @Test
    void should_find_the_copy_when_its_answer_comes_after_the_client_gave_up() throws Exception {
        fixture.rowsWithObjects(paths(10)).with("s3.timeout", "1s");
        AtomicInteger late = new AtomicInteger();
        front.answer(request -> {
            if (isCopy(request) && number(request) == 7 && late.getAndIncrement() == 0) {
                pass(request, 7);
                sleep(2000);
                return Optional.of(Answer.error(500, "InternalError", "nobody hears this"));
            }
            return Optional.empty();
        });

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.ledger()).hasSize(10).containsOnly("APPLIED");
        assertThat(fixture.targetKeys()).hasSize(10);
    }

    /** What the server did before its answer was lost. */
    private void pass(Request request, int number) {
        MigrationFixture.s3()
                .copyObject(copy -> copy.sourceBucket(fixture.buckets().source())
                        .sourceKey("image/" + number)
                        .destinationBucket(fixture.buckets().target())
                        .destinationKey("avatar/" + number));
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void should_take_nothing_for_a_confirmation_but_a_result() throws Exception {
        fixture.rowsWithObjects(paths(10));
        front.answer(request -> {
            if (!isCopy(request) || number(request) > 3) {
                return Optional.empty();
            }
            return Optional.of(new Answer(
                    200,
                    switch (number(request)) {
                        case 0 -> "";
                        case 1 -> "<html><body>OK</body></html>";
                        case 2 -> "<?xml version=\"1.0\"?>\n<CopyObjectResult><LastModified>2026";
                        default -> "<CopyObjectResult></CopyObjectResult>";
                    }));
        });

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).filteredOn("FAILED COPY_FAILED"::equals).hasSize(4);
        assertThat(fixture.paths().subList(0, 5))
                .containsExactly("image/0", "image/1", "image/2", "image/3", "avatar/4");
        assertThat(fixture.targetKeys()).hasSize(6);
    }
}
