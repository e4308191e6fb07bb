package routes.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateRefusalTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "503, SlowDown, Please reduce your request rate.",
                "503, ServiceUnavailable, -",
                "503, -, -",
                "503, '', <html>",
                "429, -, -",
                "400, TooManyRequests, -",
                "400, RequestLimitExceeded, -",
                "400, ThrottlingException, Rate exceeded",
                "400, KMS.ThrottlingException, -",
                "500, InternalError, We encountered an internal error. Please reduce your request rate.",
                "200, SlowDown, -"
            })
    void should_be_one_when_fewer_requests_are_asked_for(int status, String code, String message) {
        assertThat(RateRefusal.is(status, code, message)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "500, InternalError, We encountered an internal error. Please try again.",
                "500, -, -",
                "502, -, -",
                "403, AccessDenied, Access Denied",
                "404, NoSuchKey, -",
                "503, NotImplementedYet, -",
                "400, KMS.NotFoundException, -"
            })
    void should_be_none_when_the_answer_speaks_of_something_else(int status, String code, String message) {
        assertThat(RateRefusal.is(status, code, message)).isFalse();
    }
}
