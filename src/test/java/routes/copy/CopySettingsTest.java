package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.s3.CopyPolicy;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

class CopySettingsTest {

    private final Map<String, String> changes = new HashMap<>();

    private Settings settings() {
        return Settings.load(key -> null, key -> null).with(changes);
    }

    @Test
    void should_ask_for_nothing_but_not_to_overwrite_when_nothing_is_set() {
        assertThat(CopyAttributes.of(settings()))
                .isEqualTo(CopyObjectRequest.builder().ifNoneMatch("*").build());
    }

    @Test
    void should_take_values_in_any_case_when_s3_knows_them() {
        changes.put("copy.storage-class", "glacier_ir");
        changes.put("copy.acl", "BUCKET-OWNER-FULL-CONTROL");
        changes.put("copy.sse", "AWS:KMS");

        CopyObjectRequest request = CopyAttributes.of(settings());

        assertThat(request.storageClassAsString()).isEqualTo("GLACIER_IR");
        assertThat(request.aclAsString()).isEqualTo("bucket-owner-full-control");
        assertThat(request.serverSideEncryptionAsString()).isEqualTo("aws:kms");
    }

    @Test
    void should_set_headers_and_metadata_apart_when_values_are_given() {
        changes.put("copy.metadata", "content-type=text%2Fhtml&Expires=2030-01-01T00:00:00Z&owner=a%3Db");
        changes.put("copy.tags", "none");

        CopyObjectRequest request = CopyAttributes.of(settings());

        assertThat(request.metadataDirective()).isEqualTo(MetadataDirective.REPLACE);
        assertThat(request.contentType()).isEqualTo("text/html");
        assertThat(request.expires()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(request.metadata()).containsExactly(Map.entry("owner", "a=b"));
        assertThat(request.taggingDirective()).isEqualTo(TaggingDirective.REPLACE);
        assertThat(request.tagging()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "copy.storage-class=COLD | COPY_STORAGE_CLASS (copy.storage-class) must be one of",
                "copy.acl=everyone | COPY_ACL (copy.acl) must be one of",
                "copy.sse=rot13 | COPY_SSE (copy.sse) must be one of",
                "copy.kms-key-id=alias/x | COPY_KMS_KEY_ID (copy.kms-key-id) is of use only with COPY_SSE=aws:kms",
                "copy.tags=replace | COPY_TAGS (copy.tags) must be empty for the source's, none, or like name=value",
                "copy.tags=a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=10&k=11 | COPY_TAGS (copy.tags) has 11 tags; S3 holds 10",
                "copy.metadata=copy | COPY_METADATA (copy.metadata) must be empty for the source's, none, or like name=value",
                "copy.metadata=owner | COPY_METADATA (copy.metadata) must be empty for the source's, none, or like name=value",
                "copy.metadata=a=%zz | COPY_METADATA (copy.metadata) is not well percent-encoded: a=%zz",
                "copy.metadata=Expires=soon | COPY_METADATA (copy.metadata) has an Expires that is not like",
                "copy.overwrite=true key.mapping=basename | COPY_OVERWRITE (copy.overwrite) must be false with",
                "copy.overwrite=maybe | COPY_OVERWRITE (copy.overwrite) must be true or false"
            })
    void should_name_the_setting_when_an_attribute_cannot_be_used(String values, String problem) {
        set(values);

        assertThatThrownBy(() -> CopyAttributes.of(settings()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "copy.verify=md5 | COPY_VERIFY (copy.verify) must be one of none, head, etag",
                "copy.verify=NO | COPY_VERIFY (copy.verify) must be one of none, head, etag"
            })
    void should_name_the_setting_when_the_policy_cannot_be_used(String values, String problem) {
        set(values);

        assertThatThrownBy(() -> CopyPolicy.of(settings()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void should_report_all_problems_together_when_there_are_several() {
        set("copy.acl=x copy.sse=y copy.tags=z copy.overwrite=maybe");

        assertThatThrownBy(() -> CopyAttributes.of(settings()))
                .isInstanceOfSatisfying(ConfigurationException.class, e -> assertThat(e.problems())
                        .hasSize(4));
    }

    @ParameterizedTest
    @CsvSource({
        "5MB, 5242880",
        "64mib, 67108864",
        "1 GB, 1073741824",
        "1g, 1073741824",
        "5368709120, 5368709120",
        "6000K, 6144000"
    })
    void should_read_sizes_when_they_have_units(String text, long bytes) {
        changes.put("copy.multipart.part-size", text);

        assertThat(CopyPolicy.of(settings()).partSize()).isEqualTo(bytes);
    }

    private void set(String values) {
        for (String value : values.split(" ")) {
            int equals = value.indexOf('=');
            changes.put(value.substring(0, equals), value.substring(equals + 1));
        }
    }
}
