package routes.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.pace.Pace;
import routes.testing.FaultyS3;
import routes.testing.Servers;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

@Timeout(60)
class PacedRetriesTest {

    private static final int ATTEMPTS = 3;

    private final Pace pace = new Pace();
    private final AtomicInteger answers = new AtomicInteger();
    private FaultyS3 front;
    private S3Client client;

    @BeforeEach
    void stand() throws IOException {
        front = new FaultyS3(Servers.s3().endpoint());
        client = front.client(override -> override.retryStrategy(new PacedRetries(pace, ATTEMPTS)));
    }

    @AfterEach
    void leave() throws IOException {
        client.close();
        front.close();
    }

    private void refuse(int times, int status, String code, String message) {
        front.answer(request -> answers.incrementAndGet() <= times
                ? Optional.of(FaultyS3.Answer.error(status, code, message))
                : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown, Please reduce your request rate.",
        "429, TooManyRequests, slower",
        "400, ThrottlingException, Rate exceeded",
        "500, InternalError, Please reduce your request rate."
    })
    void should_try_again_and_count_a_refusal_when_fewer_requests_are_asked_for(
            int status, String code, String message) {
        refuse(ATTEMPTS, status, code, message);

        assertThat(client.listBuckets().buckets()).isNotNull();

        assertThat(answers).hasValue(ATTEMPTS + 1);
        assertThat(pace.snapshot().refusals()).isEqualTo(ATTEMPTS);
    }

    @Test
    void should_give_up_when_one_is_refused_again_and_again_while_others_are_taken() {
        refuse(Integer.MAX_VALUE, 503, "SlowDown", "Please reduce your request rate.");
        Thread others = new Thread(() -> {
            try {
                while (!Thread.interrupted()) {
                    pace.taken(pace.acquire());
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        others.setDaemon(true);
        others.start();
        // the pauses would take a minute: those of the first three tries are a second and a half at most
        PacedRetries impatient = new PacedRetries(pace, ATTEMPTS, 3, 100);
        try (S3Client hasty = front.client(override -> override.retryStrategy(impatient))) {
            assertThatThrownBy(hasty::listBuckets)
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("reduce");
        } finally {
            others.interrupt();
        }

        assertThat(answers).hasValue(3);
    }

    @Test
    void should_give_up_when_one_is_refused_again_and_again_and_there_are_no_others() {
        refuse(Integer.MAX_VALUE, 503, "SlowDown", "Please reduce your request rate.");
        PacedRetries impatient = new PacedRetries(pace, ATTEMPTS, 100, 3);
        try (S3Client hasty = front.client(override -> override.retryStrategy(impatient))) {
            assertThatThrownBy(hasty::listBuckets).isInstanceOf(S3Exception.class);
        }

        assertThat(answers).hasValue(3);
    }

    @Test
    void should_give_up_after_a_few_tries_when_the_server_fails_in_another_way() {
        refuse(Integer.MAX_VALUE, 500, "InternalError", "We encountered an internal error. Please try again.");

        assertThatThrownBy(client::listBuckets).isInstanceOf(S3Exception.class);

        assertThat(answers).hasValue(ATTEMPTS);
        assertThat(pace.snapshot().refusals()).isZero();
    }

    @Test
    void should_not_try_again_when_the_answer_is_final() {
        refuse(Integer.MAX_VALUE, 403, "AccessDenied", "Access Denied");

        assertThatThrownBy(client::listBuckets).isInstanceOf(S3Exception.class);

        assertThat(answers).hasValue(1);
    }
}
