package routes.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
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
        "403, AccessDenied, ACCESS_DENIED",
        "403, InvalidObjectState, ARCHIVED",
        "403, ObjectNotInActiveTierError, ARCHIVED",
        "400, KMS.DisabledException, KMS_KEY_UNUSABLE",
        "403, KMS.NotFoundException, KMS_KEY_UNUSABLE",
        "400, MetadataTooLarge, COPY_REJECTED",
        "400, SomethingNobodyKnows, COPY_REJECTED",
        "400, KeyTooLongError, KEY_TOO_LONG",
        "400, InvalidRequest, COPY_REJECTED"
    })
    void should_blame_the_object_when_s3_says_so(int status, String code, Reason reason) {
        assertThat(S3Faults.reason(answer(status, code))).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NoSuchBucket",
                "ExpiredToken",
                "InvalidAccessKeyId",
                "SignatureDoesNotMatch",
                "SlowDown",
                "InternalError",
                "ServiceUnavailable",
                "RequestTimeTooSkewed",
                "SomethingNobodyKnows"
            })
    void should_blame_the_system_when_the_object_is_not_at_fault(String code) {
        assertThat(S3Faults.reason(answer(503, code))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredToken",
        "400, RequestTimeout",
        "400, InvalidStorageClass",
        "400, AccessControlListNotSupported",
        "400, KMS.ThrottlingException",
        "403, SomethingNobodyKnows",
        "404, NoSuchUpload",
        "409, ConditionalRequestConflict",
        "412, PreconditionFailed",
        "429, TooManyRequests",
        "501, NotImplemented"
    })
    void should_blame_the_system_when_every_object_would_meet_it(int status, String code) {
        assertThat(S3Faults.reason(answer(status, code))).isEmpty();
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
    void should_blame_the_system_when_there_was_no_answer() {
        assertThat(S3Faults.reason(SdkClientException.create("Connection reset")))
                .isEmpty();
    }

    @Test
    void should_give_code_message_and_request_when_described() {
        assertThat(S3Faults.describe(answer(404, "NoSuchKey")))
                .isEqualTo("NoSuchKey: said S3 (status 404, request REQ1)");
    }
}
