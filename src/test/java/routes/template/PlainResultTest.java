package routes.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;

class PlainResultTest {

    private static Optional<CopyObjectResult> read(String body) {
        return PlainResult.of(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CopyObjectResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<LastModified>2026-11-01T10:20:30.000Z</LastModified><ETag>&quot;abc&quot;</ETag></CopyObjectResult>",
                "  \n <CopyObjectResult>\n <ETag>\"abc\"</ETag>\n <LastModified>2026-11-01T10:20:30Z</LastModified>"
                        + "<ChecksumCRC32>x==</ChecksumCRC32></CopyObjectResult>\n",
            })
    void should_read_it_when_it_is_of_the_usual_form(String body) {
        assertThat(read(body))
                .contains(CopyObjectResult.builder()
                        .eTag("\"abc\"")
                        .lastModified(Instant.parse("2026-11-01T10:20:30Z"))
                        .build());
    }

    @Test
    void should_know_no_time_when_there_is_none() {
        assertThat(read("<CopyObjectResult><ETag>a</ETag></CopyObjectResult>"))
                .contains(CopyObjectResult.builder().eTag("a").build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "<?xml version=\"1.0\"",
                "<Error><Code>InternalError</Code></Error>",
                "<CopyObjectResults><ETag>a</ETag></CopyObjectResults>",
                "<CopyObjectResult/>",
                "<CopyObjectResult></CopyObjectResult>",
                "<CopyObjectResult><LastModified>2026-11-01T10:20:30Z</LastModified></CopyObjectResult>",
                "<CopyObjectResult><ETag>a</ETag>",
                "<CopyObjectResult><ETag>a",
                "<CopyObjectResult><ETag>a</CopyObjectResult>",
                "<CopyObjectResult><ETag>a</ETag></CopyObjectResult><Error/>",
                "<CopyObjectResult><ETag>a&#34;</ETag></CopyObjectResult>",
                "<CopyObjectResult><ETag><![CDATA[a]]></ETag></CopyObjectResult>",
                "<CopyObjectResult><!-- a --><ETag>a</ETag></CopyObjectResult>",
                "<CopyObjectResult><ETag kind=\"md5\">a</ETag></CopyObjectResult>",
                "<CopyObjectResult><Part><ETag>a</ETag></Part></CopyObjectResult>",
                "<CopyObjectResult>text<ETag>a</ETag></CopyObjectResult>",
                "<s3:CopyObjectResult><s3:ETag>a</s3:ETag></s3:CopyObjectResult>"
            })
    void should_leave_it_to_a_parser_when_it_is_anything_else(String body) {
        assertThat(read(body)).isEmpty();
    }
}
