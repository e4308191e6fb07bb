package routes.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.embedded.SampleNames;
import routes.pace.Pace;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.FaultyS3.Request;
import routes.testing.Servers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.StorageClass;

@Timeout(120)
class TemplateS3ClientTest {

    private final Pace pace = new Pace();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Answer CONFIRMED = new Answer(
            200,
            "<CopyObjectResult><ETag>&quot;1&quot;</ETag>"
                    + "<LastModified>2026-11-01T00:00:00.000Z</LastModified></CopyObjectResult>");

    private final S3Client s3 = Servers.s3Client();
    private final Servers.Buckets buckets = Servers.createBuckets();
    private final List<Integer> statuses = new CopyOnWriteArrayList<>();
    private final List<Long> copied = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> clients = new ArrayList<>();
    private AwsCredentials credentials =
            AwsBasicCredentials.create(Servers.s3().accessKey(), Servers.s3().secretKey());
    private FaultyS3 front;

    @BeforeEach
    void stand() throws IOException {
        front = new FaultyS3(Servers.s3().endpoint());
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        front.close();
    }

    private S3ClientBuilder builder(Duration timeout) {
        return front.builder(override -> override.apiCallAttemptTimeout(timeout))
                .credentialsProvider(() -> credentials);
    }

    /** The SDK's own client, to compare with. */
    private S3Client sdk() {
        S3Client client =
                builder(TIMEOUT).httpClientBuilder(ApacheHttpClient.builder()).build();
        clients.add(client);
        return client;
    }

    private S3Client client(Duration timeout) {
        CopyWatcher watcher = new CopyWatcher() {
            @Override
            public void answered(int status) {
                statuses.add(status);
            }

            @Override
            public void copied(long nanos) {
                copied.add(nanos);
            }
        };
        S3Client client = new TemplateS3Client(
                builder(timeout), ApacheHttpClient.create(), () -> credentials, timeout, pace, List.of(watcher));
        clients.add(client);
        return client;
    }

    private S3Client client() {
        return client(TIMEOUT);
    }

    private CopyObjectRequest copy(String key) {
        return buckets.copy(key);
    }

    private void source(String key) {
        s3.putObject(
                request -> request.bucket(buckets.source()).key("image/" + key),
                RequestBody.fromString("content of " + key));
    }

    private void learned(S3Client client) {
        source("first");
        client.copyObject(copy("first"));
        front.forget();
        statuses.clear();
    }

    private String content(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(buckets.target()).key("avatar/" + key))
                .asString(StandardCharsets.UTF_8);
    }

    private void answerAll(Answer answer) {
        front.answer(request -> Optional.of(answer));
    }

    private void answerFirst(Answer answer) {
        front.answer(request -> front.requests().size() == 1 ? Optional.of(answer) : Optional.empty());
    }

    private static Map<String, List<String>> headers(Request request) {
        List<String> ofOne = List.of("authorization", "x-amz-date", "amz-sdk-invocation-id", "amz-sdk-request");
        return request.exchange().getRequestHeaders().entrySet().stream()
                .filter(header -> !ofOne.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        Map.Entry::getValue,
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().getRawPath();
    }

    @Test
    void should_send_what_the_sdk_sends_and_have_it_accepted_whatever_the_key() {
        List<String> keys = IntStream.range(0, 28)
                .mapToObj(SampleNames::oddName)
                .filter(name -> !name.startsWith("long"))
                .toList();
        S3Client sdk = sdk();
        S3Client client = client();
        learned(client);

        for (String key : keys) {
            source(key);
            CopyObjectResponse response = client.copyObject(copy(key));
            sdk.copyObject(copy(key));

            Request ours = front.requests().get(0);
            Request theirs = front.requests().get(1);
            assertThat(path(ours.exchange())).isEqualTo(path(theirs.exchange()));
            assertThat(headers(ours)).isEqualTo(headers(theirs));
            assertThat(content(key)).isEqualTo("content of " + key);
            assertThat(response.copyObjectResult().eTag())
                    .isEqualTo(
                            s3.headObject(head -> head.bucket(buckets.target()).key("avatar/" + key))
                                    .eTag());
            front.forget();
        }
        assertThat(statuses).hasSize(keys.size()).containsOnly(200);
        assertThat(copied).hasSize(keys.size());
    }

    /** Keys that S3 has and the test server has not, and some of every kind of character. */
    private static Stream<String> strangeKeys() {
        SplittableRandom random = new SplittableRandom(1);
        Stream<String> any = Stream.generate(() -> random.ints(20, 0, Character.MAX_CODE_POINT + 1)
                        .filter(character -> character < 0xD800 || character > 0xDFFF)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .limit(200);
        return Stream.concat(
                Stream.of("a//b", "a/../b", "./a", "..", "a/", "a/./", "/a", "//", " ", "%", "+", "~*'()!"), any);
    }

    @Test
    void should_name_the_keys_as_the_sdk_does_whatever_they_are() {
        S3Client sdk = sdk();
        S3Client client = client();
        answerAll(CONFIRMED);
        client.copyObject(copy("first"));
        List<String> keys = strangeKeys().toList();
        front.forget();

        for (String key : keys) {
            client.copyObject(copy(key));
            sdk.copyObject(copy(key));
        }

        assertThat(statuses).hasSameSizeAs(keys);
        for (int i = 0; i < front.requests().size(); i += 2) {
            Request ours = front.requests().get(i);
            Request theirs = front.requests().get(i + 1);
            assertThat(path(ours.exchange())).isEqualTo(path(theirs.exchange()));
            assertThat(headers(ours)).isEqualTo(headers(theirs));
        }
    }

    @Test
    void should_learn_again_when_a_copy_has_other_attributes() {
        S3Client client = client();
        learned(client);
        CopyObjectRequest other = copy("other").toBuilder()
                .storageClass(StorageClass.STANDARD)
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("owner", "a b"))
                .build();
        for (String key : List.of("other", "another")) {
            source(key);
            client.copyObject(other.toBuilder()
                    .sourceKey("image/" + key)
                    .destinationKey("avatar/" + key)
                    .build());
        }

        assertThat(headers(front.requests().get(1)))
                .containsEntry("x-amz-meta-owner", List.of("a b"))
                .hasSameSizeAs(headers(front.requests().get(0)));
        assertThat(statuses).hasSize(1);
        assertThat(s3.headObject(head -> head.bucket(buckets.target()).key("avatar/another"))
                        .metadata())
                .containsEntry("owner", "a b");
    }

    @Test
    void should_sign_with_the_credentials_of_the_moment() {
        answerAll(CONFIRMED);
        S3Client client = client();
        client.copyObject(copy("first"));
        credentials = AwsSessionCredentials.create("NEWKEY", "secret", "TOKEN");

        CopyObjectResponse response = client.copyObject(copy("second"));

        Request request = front.requests().get(1);
        assertThat(request.header("Authorization").orElseThrow())
                .contains("Credential=NEWKEY/", "x-amz-copy-source", "x-amz-security-token");
        assertThat(request.header("X-Amz-Security-Token")).contains("TOKEN");
        assertThat(response.copyObjectResult().eTag()).isEqualTo("\"1\"");
        assertThat(statuses).containsExactly(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 NoSuchKey", "403 AccessDenied", "412 PreconditionFailed"})
    void should_leave_it_to_the_sdk_to_say_why_when_a_copy_is_refused(String refusal) {
        S3Client client = client();
        learned(client);
        String[] words = refusal.split(" ");
        answerAll(Answer.error(Integer.parseInt(words[0]), words[1], "refused"));

        assertThatThrownBy(() -> client.copyObject(copy("1"))).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(words[1]);
            assertThat(e.requestId()).isEqualTo(FaultyS3.REQUEST_ID);
        });
        assertThat(front.operations()).hasSize(2);
    }

    @Test
    void should_leave_it_to_the_sdk_to_try_again_when_an_answer_ends_with_an_error() {
        S3Client client = client();
        learned(client);
        source("1");
        Answer error = Answer.error(200, "InternalError", "We encountered an internal error. Please try again.");
        answerFirst(error);

        client.copyObject(copy("1"));

        assertThat(content("1")).isEqualTo("content of 1");
        assertThat(front.operations()).hasSize(2);
    }

    @Test
    void should_send_nothing_beside_the_sdk_while_the_server_is_in_trouble() {
        S3Client client = client();
        learned(client);
        answerAll(Answer.error(500, "InternalError", "We encountered an internal error. Please try again."));

        assertThatThrownBy(() -> client.copyObject(copy("1"))).isInstanceOf(S3Exception.class);
        assertThat(front.operations()).as("one, and two attempts of the SDK").hasSize(3);
        front.forget();
        assertThatThrownBy(() -> client.copyObject(copy("2"))).isInstanceOf(S3Exception.class);

        assertThat(front.operations()).as("the SDK's attempts").hasSize(2);
        assertThat(statuses).containsExactly(500);
    }

    @Test
    void should_send_as_before_when_a_copy_was_refused_for_its_rate() {
        S3Client client = client();
        learned(client);
        source("1");
        source("2");
        answerFirst(Answer.error(503, "SlowDown", "Please reduce your request rate."));

        client.copyObject(copy("1"));
        assertThat(front.operations())
                .as("one that is refused, and one of the SDK")
                .hasSize(2);
        assertThat(pace.snapshot().refusals()).isOne();
        statuses.clear();
        client.copyObject(copy("2"));

        assertThat(statuses).as("without the SDK").containsExactly(200);
        assertThat(content("1")).isEqualTo("content of 1");
    }

    @Test
    void should_trust_again_when_copies_succeed() {
        S3Client client = client();
        learned(client);
        answerAll(Answer.error(500, "InternalError", "We encountered an internal error. Please try again."));
        assertThatThrownBy(() -> client.copyObject(copy("1"))).isInstanceOf(S3Exception.class);
        statuses.clear();
        answerAll(CONFIRMED);

        for (int i = 0; i < 400; i++) {
            client.copyObject(copy("1"));
        }

        assertThat(statuses).hasSizeBetween(50, 150).containsOnly(200);
    }

    @Test
    void should_not_wait_beyond_the_time_of_an_attempt_when_the_server_hangs() {
        S3Client client = client(Duration.ofSeconds(2));
        learned(client);
        source("1");
        front.answer(request -> {
            if (front.requests().size() == 1) {
                hang();
            }
            return Optional.empty();
        });

        client.copyObject(copy("1"));

        assertThat(content("1")).isEqualTo("content of 1");
        assertThat(front.operations()).hasSize(2);
    }

    private static void hang() {
        try {
            Thread.sleep(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not XML",
                "<CopyObjectResult/>",
                "<CopyObjectResult><ETag>1</ETag>",
                "<Error><Code>SlowDown</Code></Error>",
                "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><CopyObjectResult><ETag>&b;</ETag></CopyObjectResult>"
            })
    void should_not_take_for_a_confirmation_what_is_none(String body) {
        S3Client client = client();
        learned(client);
        source("1");
        answerFirst(new Answer(200, body));

        client.copyObject(copy("1"));

        assertThat(content("1")).isEqualTo("content of 1");
        assertThat(front.operations()).hasSize(2);
        assertThat(copied).isEmpty();
    }
}
