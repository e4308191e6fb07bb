package routes.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.conn.ConnectionPoolTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3FaultsTest {

    private static S3Exception answer(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .requestId("REQ1")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("said S3")
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchKey, SOURCE_MISSING",
        "403, InvalidObjectState, ARCHIVED",
        "403, ObjectNotInActiveTierError, ARCHIVED",
        "400, KeyTooLongError, KEY_TOO_LONG"
    })
    void should_blame_the_object_at_once_when_s3_says_so(int status, String code, Reason reason) {
        assertThat(S3Faults.reason(answer(status, code))).contains(reason);
        assertThat(reason.isByEvidence()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, ACCESS_DENIED",
        "403, , ACCESS_DENIED",
        "400, KMS.DisabledException, KMS_KEY_UNUSABLE",
        "403, KMS.NotFoundException, KMS_KEY_UNUSABLE",
        "400, SomethingNobodyKnows, COPY_REJECTED",
        "400, InvalidRequest, COPY_REJECTED",
        "400, , COPY_REJECTED",
        "403, SignatureDoesNotMatch, COPY_REJECTED",
        "404, , COPY_REJECTED",
        "409, ConditionalRequestConflict, COPY_REJECTED",
        "500, InternalError, COPY_FAILED",
        "200, InternalError, COPY_FAILED",
        "503, SlowDown, COPY_FAILED",
        "502, , COPY_FAILED",
        "501, NotImplemented, COPY_FAILED"
    })
    void should_leave_it_to_the_evidence_when_the_answer_may_mean_both(int status, String code, Reason reason) {
        assertThat(S3Faults.reason(answer(status, code))).contains(reason);
        assertThat(reason.isByEvidence()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchBucket",
        "400, ExpiredToken",
        "403, InvalidAccessKeyId",
        "403, RequestTimeTooSkewed",
    })
    void should_blame_the_system_at_once_when_the_answer_speaks_of_no_object(int status, String code) {
        assertThat(S3Faults.reason(answer(status, code))).isEmpty();
    }

    private static Stream<Throwable> faultsOfTheSystem() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new UnknownHostException("s3.example"),
                new NoRouteToHostException("none"),
                new ConnectTimeoutException("connect timed out"),
                new ConnectionPoolTimeoutException("Timeout waiting for connection from pool"),
                new SSLHandshakeException("no certificate"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfTheSystem")
    void should_blame_the_system_at_once_when_there_is_no_connection(Throwable cause) {
        assertThat(S3Faults.reason(SdkClientException.create("Unable to execute HTTP request", cause)))
                .isEmpty();
    }

    @Test
    void should_blame_the_system_when_this_process_ends_or_has_no_memory() {
        assertThat(S3Faults.reason(AbortedException.create("interrupted"))).isEmpty();
        assertThat(S3Faults.reason(new OutOfMemoryError())).isEmpty();
        assertThat(S3Faults.reason(new RejectedExecutionException())).isEmpty();
    }

    private static Stream<Throwable> answersThatNeverCame() {
        return Stream.of(
                SdkClientException.create("read", new SocketTimeoutException("Read timed out")),
                SdkClientException.create("read", new SocketException("Connection reset")),
                SdkClientException.create("Could not parse the answer"),
                ApiCallAttemptTimeoutException.create(1000),
                new IllegalArgumentException("an odd key"));
    }

    @ParameterizedTest
    @MethodSource("answersThatNeverCame")
    void should_leave_it_to_the_evidence_when_an_answer_never_came(Throwable failure) {
        assertThat(S3Faults.reason(failure)).contains(Reason.COPY_FAILED);
    }

    @Test
    void should_give_a_proxys_words_when_its_page_has_no_code() {
        S3Exception page = (S3Exception) S3Exception.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .rawResponse(SdkBytes.fromUtf8String("<html><body>\n<h1>403  Forbidden</h1></body></html>"))
                        .build())
                .build();

        assertThat(S3Faults.describe(page))
                .isEqualTo("an answer without a code, \"403 Forbidden\" (status 403, request null)");
    }

    @Test
    void should_blame_the_key_when_access_to_kms_is_denied() {
        S3Exception denied = (S3Exception) S3Exception.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDenied")
                        .errorMessage("User: u is not authorized to perform: kms:Decrypt on the resource")
                        .build())
                .build();

        assertThat(S3Faults.reason(denied)).contains(Reason.KMS_KEY_UNUSABLE);
    }

    @Test
    void should_give_code_message_and_request_when_described() {
        assertThat(S3Faults.describe(answer(404, "NoSuchKey")))
                .isEqualTo("NoSuchKey: said S3 (status 404, request REQ1)");
    }
}
