package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.config.Migration.KeyMapping;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.testing.Samples;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

class CopyRequestsTest {

    private static CopyRequests requests(boolean dotSegments) {
        return new CopyRequests(
                Samples.migration(KeyMapping.SUBPATH),
                CopyObjectRequest.builder().build(),
                dotSegments);
    }

    @ParameterizedTest
    @CsvSource({
        "image/../../legacy/x, avatar/../../legacy/x",
        "image/a/./x, avatar/a/./x",
        "image/a/.., avatar/a/..",
        "image/., avatar/.",
        "image/a, ../avatar/a"
    })
    void should_make_no_request_when_a_key_has_a_dot_segment_unless_it_may(String from, String to) {
        ObjectCopy copy = new ObjectCopy(from, to, List.of());

        assertThatThrownBy(() -> requests(false).of(copy))
                .isInstanceOfSatisfying(ObjectRefusedException.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo(Reason.DOT_SEGMENTS));
        assertThat(requests(true).of(copy).sourceKey()).isEqualTo(from);
    }

    @ParameterizedTest
    @CsvSource({"image/..a", "image/a..", "image/...", "image/a.b/c", "image/%2e%2e/x", "image//x"})
    void should_make_a_request_when_dots_are_no_segment(String from) {
        assertThat(requests(false)
                        .of(new ObjectCopy(from, "avatar/x", List.of()))
                        .sourceKey())
                .isEqualTo(from);
    }
}
