package routes.emulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.testing.FaultyS3;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Each route of emulation-routes/, against real servers. */
@Timeout(180)
class EmulationRoutesTest {

    private static final int EVERYTHING_MIGRATED = 0;

    private final Servers.Database database = Servers.createDatabase();
    private final Servers.Buckets buckets = Servers.createBuckets();
    private final Map<String, String> settings = new HashMap<>(Servers.settings(database, buckets));

    EmulationRoutesTest() {
        settings.put("database.table.to.update", "Sample");
        settings.put("table.column.name.to.update", "ImagePath");
        settings.put("legacy.s3.object.prefix", "image");
        settings.put("target.object.prefix", "avatar");
        settings.put("redis.namespace", database.name());
        settings.put("emulate.yes", "true");
    }

    private int emulate(String... names) throws Exception {
        return new Emulation(Settings.load(key -> null, key -> null).with(settings)).run(List.of(names));
    }

    @Test
    void should_create_and_fill_the_table_with_every_kind_of_path_it_is_asked_for() throws Exception {
        settings.putAll(Map.of(
                "sample.rows", "5000",
                "sample.nesting", "3",
                "sample.odd.percent", "20",
                "sample.duplicate.percent", "10",
                "sample.outside.percent", "5"));

        emulate("create-sample-table");

        List<String> paths = paths();
        assertThat(paths).hasSize(5000);
        List<String> under =
                paths.stream().filter(path -> path.startsWith("image/")).toList();
        assertThat(5000 - under.size()).isBetween(150, 350);
        assertThat(under.size() - new HashSet<>(under).size()).isBetween(300, 700);
        assertThat(under).anyMatch(path -> path.split("/", -1).length == 5).anyMatch(path -> path.contains("%2F"));
        assertThat(column("SELECT MAX(ID) FROM Sample")).containsExactly("5000");
    }

    @Test
    void should_make_plain_paths_under_the_prefix_when_nothing_is_asked_for() throws Exception {
        emulate("create-sample-table");

        assertThat(paths())
                .hasSize(10_000)
                .allMatch(path -> path.matches("image/avatar\\d+\\.jpg"))
                .doesNotHaveDuplicates();
    }

    @Test
    void should_write_the_paths_in_turn_in_the_forms_it_is_asked_for_and_put_their_objects() throws Exception {
        settings.putAll(
                Map.of(
                        "sample.rows", "90",
                        "sample.odd.percent", "40",
                        "sample.forms", "{key}, /{key}, https://cdn.example.com/{key:percent}",
                        "path.forms",
                                "{key}, /{key}, https://cdn.example.com/{key:percent} -> https://img.example.com/{key:percent}"));

        emulate("create-sample-table", "push-sample-objects");

        assertThat(paths()).filteredOn(path -> path.startsWith("/image/")).hasSize(30);
        assertThat(paths())
                .filteredOn(path -> path.startsWith("https://cdn.example.com/image/"))
                .hasSize(30)
                .noneMatch(path -> path.contains(" "));
        assertThat(emulate("run")).isEqualTo(EVERYTHING_MIGRATED);
        assertThat(paths()).filteredOn(path -> path.startsWith("/avatar/")).hasSize(30);
        assertThat(paths())
                .filteredOn(path -> path.startsWith("https://img.example.com/avatar/"))
                .hasSize(30);
    }

    @Test
    void should_make_a_second_table_whose_rows_name_the_same_objects() throws Exception {
        settings.putAll(Map.of(
                "sample.rows", "40",
                "database.table.to.update", "",
                "table.column.name.to.update", "",
                "migration.tables", "Sample.ImagePath, Users.Avatar"));
        emulate("create-sample-table", "push-sample-objects");
        settings.put("sample.table", "Users.Avatar");
        emulate("create-sample-table");

        assertThat(column("SELECT Avatar FROM Users ORDER BY ID"))
                .isEqualTo(paths())
                .hasSize(40);
        assertThat(emulate("run")).isEqualTo(EVERYTHING_MIGRATED);
        assertThat(column("SELECT Avatar FROM Users ORDER BY ID"))
                .isEqualTo(paths())
                .allMatch(path -> path.startsWith("avatar/"));

        emulate("reset");
        assertThat(column("SELECT Avatar FROM Users")).allMatch(path -> path.startsWith("image/"));
        settings.put("sample.table", "Users.Thumb");
        assertThatThrownBy(() -> emulate("create-sample-table"))
                .hasMessageContaining("SAMPLE_TABLE (sample.table) names no column of MIGRATION_TABLES: Users.Thumb");
    }

    @Test
    void should_go_on_where_it_stopped_when_the_table_is_partly_filled() throws Exception {
        settings.put("sample.rows", "30");
        emulate("create-sample-table");
        List<String> first = paths();
        settings.put("sample.rows", "70");

        emulate("create-sample-table", "create-sample-table");

        assertThat(paths()).hasSize(70).startsWith(first.toArray(String[]::new)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-sample-table", "push-sample-objects", "reset"})
    void should_touch_nothing_when_the_table_is_not_a_sample(String name) throws Exception {
        execute("CREATE TABLE Sample (ID bigint AUTO_INCREMENT PRIMARY KEY, ImagePath varchar(1024))");
        execute("INSERT INTO Sample (ImagePath) VALUES ('image/a')");

        assertThatThrownBy(() -> emulate(name))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("DATABASE_TABLE_TO_UPDATE")
                .hasMessageContaining("not a sample");

        assertThat(paths()).containsExactly("image/a");
        assertThat(keys(buckets.source())).isEmpty();
    }

    @Test
    void should_put_the_objects_of_the_rows_under_the_prefix_but_those_to_be_left_out() throws Exception {
        settings.putAll(Map.of(
                "sample.rows", "400",
                "sample.odd.percent", "50",
                "sample.duplicate.percent", "10",
                "sample.outside.percent", "10",
                "sample.missing.percent", "10",
                "sample.object.bytes", "10",
                "sample.object.bytes.most", "2000",
                "sample.object.metadata", "2"));

        emulate("create-sample-table", "push-sample-objects");

        Set<String> wanted = new TreeSet<>(paths());
        wanted.removeIf(path -> !path.startsWith("image/"));
        Set<String> put = keys(buckets.source());
        assertThat(wanted).containsAll(put);
        assertThat(wanted.size() - put.size()).isBetween(10, 80);
        HeadObjectResponse one = Servers.s3Client().headObject(head -> head.bucket(buckets.source())
                .key(put.iterator().next()));
        assertThat(one.contentLength()).isBetween(10L, 2000L);
        assertThat(one.metadata()).containsKeys("sample-1", "sample-2");
        assertThat(one.contentType()).isEqualTo("image/jpeg");
    }

    @Test
    void should_overwrite_no_object_that_is_there() throws Exception {
        settings.put("sample.rows", "3");
        settings.put("sample.objects", "2");
        emulate("create-sample-table");
        Servers.s3Client()
                .putObject(
                        put -> put.bucket(buckets.source()).key("image/avatar0.jpg"),
                        RequestBody.fromString("somebody's"));

        emulate("push-sample-objects", "push-sample-objects");

        assertThat(keys(buckets.source())).containsExactly("image/avatar0.jpg", "image/avatar1.jpg");
        assertThat(Servers.s3Client()
                        .getObjectAsBytes(get -> get.bucket(buckets.source()).key("image/avatar0.jpg"))
                        .asUtf8String())
                .isEqualTo("somebody's");
    }

    @Test
    void should_load_the_queue_and_drain_it_without_table_or_objects() throws Exception {
        settings.put("sample.jobs", "2000");
        settings.put("sample.job.rows", "3");

        emulate("push-sample-jobs", "count-jobs");

        try (Jedis jedis = Servers.jedis()) {
            String stream = database.name() + ":sample";
            assertThat(jedis.xlen(stream)).isEqualTo(2000);
            assertThat(jedis.xrange(stream, (StreamEntryID) null, null, 1))
                    .singleElement()
                    .satisfies(
                            entry -> assertThat(entry.getFields().get("body")).contains("image/avatar"));

            emulate("sample-worker");

            assertThat(jedis.xlen(stream)).isZero();
            assertThat(jedis.xlen(stream + "-dead")).isZero();
        }
    }

    @Test
    void should_empty_the_queues_when_it_is_told_yes() throws Exception {
        settings.put("sample.jobs", "10");
        emulate("push-sample-jobs");
        try (Jedis jedis = Servers.jedis()) {
            jedis.xadd(database.name() + ":jobs", (StreamEntryID) null, Map.of("body", "x"));

            emulate("flush-queue");

            assertThat(jedis.keys(database.name() + ":*")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush-queue", "reset"})
    void should_drop_nothing_when_nobody_can_be_asked(String name) throws Exception {
        emulate("create-sample-table", "push-sample-jobs");
        settings.put("emulate.yes", "false");

        assertThatThrownBy(() -> emulate(name))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("EMULATE_YES");

        try (Jedis jedis = Servers.jedis()) {
            assertThat(jedis.xlen(database.name() + ":sample")).isEqualTo(100);
        }
    }

    @Test
    void should_be_as_before_the_migration_when_it_is_reset_and_migrate_again() throws Exception {
        settings.put("sample.rows", "2500");
        settings.put("sample.odd.percent", "50");
        settings.put("sample.duplicate.percent", "10");
        settings.put("sample.outside.percent", "10");
        emulate("create-sample-table", "push-sample-objects");
        List<String> before = paths();
        Servers.s3Client()
                .putObject(put -> put.bucket(buckets.target()).key("avatar/other"), RequestBody.fromString("other"));

        assertThat(emulate("run")).isEqualTo(EVERYTHING_MIGRATED);
        assertThat(paths()).noneMatch(path -> path.startsWith("image/"));
        Set<String> copies = keys(buckets.target());
        execute("UPDATE Sample SET ImagePath = 'changed' WHERE ID = 1");
        emulate("reset");

        assertThat(paths())
                .startsWith("changed")
                .endsWith(before.subList(1, 2500).toArray(String[]::new));
        assertThat(keys(buckets.target())).containsExactly("avatar/other");
        assertThat(column("SHOW TABLES")).containsExactly("Sample");
        try (Jedis jedis = Servers.jedis()) {
            assertThat(jedis.keys(database.name() + ":*")).isEmpty();
        }
        execute("UPDATE Sample SET ImagePath = '" + before.get(0).replace("'", "''") + "' WHERE ID = 1");
        assertThat(emulate("reset", "run")).isEqualTo(EVERYTHING_MIGRATED);
        assertThat(keys(buckets.target())).isEqualTo(copies);
    }

    @Test
    void should_say_in_the_servers_words_what_has_failed_when_it_cannot_delete() throws Exception {
        settings.put("sample.rows", "10");
        emulate("create-sample-table", "push-sample-objects", "run");
        try (FaultyS3 s3 = new FaultyS3(Servers.s3().endpoint())) {
            s3.answer(request -> request.method().equals("POST")
                    ? Optional.of(FaultyS3.Answer.error(501, "NotImplemented", "It deletes one at a time."))
                    : Optional.empty());
            settings.put("aws.endpoint.url.s3", s3.endpoint().toString());

            assertThatThrownBy(() -> emulate("reset"))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageStartingWith("It deletes one at a time.");
        }
    }

    @Test
    void should_leave_the_table_of_somebody_when_it_has_the_ledgers_name() throws Exception {
        emulate("create-sample-table");
        execute("CREATE TABLE s3_migration_ledger (a int)");

        assertThatThrownBy(() -> emulate("reset"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TEMP_TABLE_FOR_UPDATE");

        assertThat(column("SHOW TABLES")).contains("s3_migration_ledger");
    }

    @Test
    void should_exit_2_when_the_name_or_a_setting_is_wrong() {
        assertThat(Emulation.execute("frobnicate")).isEqualTo(2);
        settings.put("sample.outside.percent", "60");
        settings.put("sample.duplicate.percent", "60");
        assertThatThrownBy(() -> emulate("create-sample-table")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void should_migrate_an_emulated_sample_on_servers_of_its_own_when_none_are_named() {
        assertThat(Emulation.execute("create-sample-table, push-sample-objects,run", "count-jobs"))
                .isEqualTo(EVERYTHING_MIGRATED);
    }

    private List<String> paths() throws SQLException {
        return column("SELECT ImagePath FROM Sample ORDER BY ID");
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.adminDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = database.adminDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static Set<String> keys(String bucket) {
        Set<String> keys = new TreeSet<>();
        Servers.s3Client().listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .forEach(keys::add);
        return keys;
    }
}
