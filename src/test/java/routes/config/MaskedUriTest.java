package routes.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedUriTest {

    @ParameterizedTest
    @CsvSource({
        "http://user:word@host/x, http://********@host/x",
        "http://S3CRET@h, http://********@h",
        "sftp:u:S3CRET@h/d, sftp:********@h/d",
        "sftp://u:S3@CRET@h/d, sftp://********@h/d",
        "sftp://u:S3/CRET@h, sftp://********@h",
        "sftp://u:S3?CRET@h/d?x, sftp://********@h/d?********",
        "aws2-s3:b?accessKey=AKIA&secretKey=abc&region=eu, aws2-s3:b?accessKey=********&secretKey=********&region=eu",
        "aws2-s3:b?keyName=unused, aws2-s3:b?keyName=unused",
        "ftp:h?password=RAW(S3&CRET)&fileName=x, ftp:h?password=********&fileName=x",
        "ftp:h?password=RAW{S3&CRET}&fileName=RAW(x), ftp:h?password=********&fileName=********",
        "https://h/x?sig=S3CRET#S3CRET, https://h/x?sig=********",
        "https://h/x#S3CRET, https://h/x#********",
        "https://h/x?fileName=a#S3CRET, https://h/x?fileName=********",
        "https://h/x?S3CRET, https://h/x?********",
        "file:reports, file:reports",
        "s3://reports/migration/, s3://reports/migration/",
        "db1.example.com:3307, db1.example.com:3307",
        "a@b, a@b",
        "image/, image/"
    })
    void should_show_where_and_no_secret_when_a_setting_is_a_uri(String value, String shown) {
        assertThat(MaskedUri.of(value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "privateKey",
                "serviceAccountKey",
                "apikey",
                "api_key",
                "saslJaasConfig",
                "account",
                "sharedKey",
                "sig",
                "X-Amz-Signature",
                "code",
                "password",
                "anything.unknown"
            })
    void should_mask_an_option_when_it_is_not_known_to_be_harmless(String option) {
        assertThat(MaskedUri.of("x:y?delay=1&" + option + "=S3CRET;delay=2"))
                .isEqualTo("x:y?delay=1&" + option + "=********;delay=2");
        assertThat(MaskedUri.inText("Failed to resolve endpoint: x://y?" + option + "=S3CRET due to: z"))
                .isEqualTo("Failed to resolve endpoint: x://y?" + option + "=******** due to: z");
    }

    @Test
    void should_show_the_built_in_endpoints_as_they_are() {
        Settings.entries("/application.properties")
                .forEach((key, value) -> assertThat(MaskedUri.of(value)).as(key).isEqualTo(value));
    }

    @Test
    void should_leave_a_message_as_it_is_when_it_quotes_no_secret() {
        for (String message : new String[] {
            "extra.yaml:7: route finalizer-extra: No bean could be found in the registry for: nothing",
            "Access denied for user 'x'@'10.0.0.1' (using password: YES)",
            "row image/a: no object at s3://legacy/image/a",
            "connection to db.example.com:3306 refused"
        }) {
            assertThat(MaskedUri.inText(message)).isEqualTo(message);
        }
        assertThat(MaskedUri.inText("cannot send to sftp:u:S3CRET@h/d, or http://[::1]:80/x?t=RAW(S3 CRET)&delay=1"))
                .isEqualTo("cannot send to sftp:********@h/d, or http://[::1]:80/x?t=********&delay=1");
        assertThat(MaskedUri.inText("Unknown parameters=[{passwrd=S3CRET, x=y}]"))
                .isEqualTo("Unknown parameters=[{passwrd=********}]");
    }
}
