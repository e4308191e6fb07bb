package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationTest {

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "SOURCE_S3_BUCKET", "legacy",
            "TARGET_S3_BUCKET", "production",
            "LEGACY_S3_OBJECT_PREFIX", "image",
            "TARGET_OBJECT_PREFIX", "avatar/",
            "DATABASE_NAME", "ImageDataDatabase",
            "DATABASE_TABLE_TO_UPDATE", "ImageDataTable",
            "TABLE_COLUMN_NAME_TO_UPDATE", "ImagePath"));

    private Migration migration() {
        return Migration.of(Settings.load(key -> null, environment::get));
    }

    @Test
    void should_take_a_prefix_as_a_folder_when_it_has_no_slash() {
        assertThat(migration().legacyPrefix()).isEqualTo("image/");
        assertThat(migration().targetPrefix()).isEqualTo("avatar/");
    }

    @Test
    void should_be_the_same_migration_as_ever_when_a_later_setting_is_not_set() {
        assertThat(migration().fingerprint()).isEqualTo("1d9dce13-80a5-3eef-8a28-abd83c49ea9d");

        environment.put("PATH_CHARSET", "binary");
        assertThat(migration().fingerprint()).isNotEqualTo("1d9dce13-80a5-3eef-8a28-abd83c49ea9d");

        environment.put("PATH_CHARSET", "latin1");
        assertThatThrownBy(this::migration)
                .hasMessage("PATH_CHARSET (path.charset) must be empty or binary, and is \"latin1\"");
    }

    @Test
    void should_report_all_problems_together_when_several_settings_are_missing() {
        environment.remove("SOURCE_S3_BUCKET");
        environment.remove("DATABASE_NAME");
        environment.put("KEY_MAPPING", "flat");

        assertThatThrownBy(this::migration)
                .asInstanceOf(type(ConfigurationException.class))
                .satisfies(e ->
                        assertThat(e.problems()).hasSize(3).contains("SOURCE_S3_BUCKET (source.s3.bucket) is not set"));
    }

    @Test
    void should_refuse_a_target_prefix_under_the_legacy_one_because_it_would_never_end() {
        environment.put("TARGET_OBJECT_PREFIX", "image/avatar");

        assertThatThrownBy(this::migration).hasMessageContaining("TARGET_OBJECT_PREFIX");
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_NAME, img?password=X&allowLocalInfile=true",
        "DATABASE_NAME, img/x",
        "DATABASE_NAME, img#x",
        "SOURCE_S3_BUCKET, legacy?operation=deleteBucket",
        "TARGET_S3_BUCKET, production&x=y",
        "TARGET_S3_BUCKET, {{db.password}}"
    })
    void should_refuse_a_name_that_would_change_a_url(String variable, String name) {
        environment.put(variable, name);

        assertThatThrownBy(this::migration).hasMessageStartingWith(variable).hasMessageContaining("must have n");
    }

    private void tables(String names) {
        environment.remove("DATABASE_TABLE_TO_UPDATE");
        environment.remove("TABLE_COLUMN_NAME_TO_UPDATE");
        environment.put("MIGRATION_TABLES", names);
    }

    @Test
    void should_read_columns_with_keys_and_quoted_names() {
        tables("ImageData.Imagepath,Users . avatar".replace(" . ", ".")
                + " (UserId) , `old, ``users`.`a.b`( `e mail` )");

        List<Migration> all = Migration.all(Settings.load(key -> null, environment::get));

        assertThat(all)
                .extracting(Migration::table, Migration::column, each -> each.rowKeyColumn()
                        .orElse(""))
                .containsExactly(
                        tuple("ImageData", "Imagepath", ""),
                        tuple("Users", "avatar", "UserId"),
                        tuple("old, `users", "a.b", "e mail"));
        assertThat(all)
                .extracting(Migration::ledger)
                .startsWith("s3_migration_ledger", "s3_migration_ledger_Users_avatar");
        assertThat(all).extracting(Migration::fingerprint).doesNotHaveDuplicates();
    }

    @Test
    void should_be_the_migration_of_one_column_when_only_one_is_listed() {
        String alone = migration().fingerprint();

        tables("ImageDataTable.ImagePath");

        assertThat(migration().fingerprint()).isEqualTo(alone);
        assertThat(migration().ledger()).isEqualTo("s3_migration_ledger");
    }

    @Test
    void should_tell_ledgers_apart_when_names_are_long_or_could_be_mixed_up() {
        tables("a.b, x.a_b, x_a.b, %s.%s, %s.%s"
                .formatted("t".repeat(60), "c".repeat(60), "t".repeat(60), "c".repeat(61)));

        List<Migration> all = Migration.all(Settings.load(key -> null, environment::get));

        assertThat(all).extracting(Migration::ledger).doesNotHaveDuplicates().allMatch(ledger -> ledger.length() <= 64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Users                     | separated by commas, and has \"Users\"",
                "a.b,                      | separated by commas, and has \"\"",
                "a.b c.d                   | separated by commas, and has \"a.b c.d\"",
                "db.a.b                    | separated by commas, and has \"db.a.b\"",
                "a.b(c                     | separated by commas, and has \"a.b(c\"",
                "a.b, A.B                  | names a column twice: A.B",
                "a.b, s3_migration_ledger.c | must not be the table that is migrated"
            })
    void should_refuse_a_list_of_columns_that_is_none(String names, String words) {
        tables(names);

        assertThatThrownBy(this::migration).hasMessageContaining(words);
    }

    @Test
    void should_refuse_a_list_of_columns_beside_a_single_one() {
        environment.put("MIGRATION_TABLES", "a.b");

        assertThatThrownBy(this::migration)
                .asInstanceOf(type(ConfigurationException.class))
                .satisfies(e -> assertThat(e.problems())
                        .hasSize(2)
                        .allMatch(line -> line.contains("must be empty beside MIGRATION_TABLES")));
    }

    @Test
    void should_refuse_a_ledger_that_is_the_table_itself() {
        environment.put("TEMP_TABLE_FOR_UPDATE", "imagedatatable");

        assertThatThrownBy(this::migration).hasMessageContaining("TEMP_TABLE_FOR_UPDATE");
    }

    @Test
    void should_differ_in_fingerprint_when_any_setting_differs() {
        String before = migration().fingerprint();
        environment.put("TARGET_S3_BUCKET", "other");

        assertThat(migration().fingerprint()).isNotEqualTo(before);
    }
}
