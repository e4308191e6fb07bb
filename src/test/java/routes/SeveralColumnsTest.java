package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.testing.FaultyS3;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;

/** One migration of three columns in two tables, one of them with a key of its own, one with paths in several forms. */
@Timeout(180)
class SeveralColumnsTest {

    private static final String TABLES = "ImageDataTable.ImagePath, ImageDataTable.Thumb, `User data`.Avatar(Email)";

    private final MigrationFixture fixture = new MigrationFixture();

    @TempDir
    Path folder;

    @BeforeEach
    void createTables() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID bigint PRIMARY KEY, ImagePath varchar(255),"
                        + " Thumb varchar(255) NOT NULL DEFAULT '') CHARACTER SET utf8mb4")
                .withTable("CREATE TABLE `User data` (Number int AUTO_INCREMENT PRIMARY KEY,"
                        + " Email varchar(40) NOT NULL UNIQUE, Avatar text) CHARACTER SET latin1")
                .with("database.table.to.update", "")
                .with("table.column.name.to.update", "")
                .with("migration.tables", TABLES)
                .with(
                        "path.forms",
                        "{key}, /{key}, https://SOURCE.s3.amazonaws.com/{key:percent}"
                                .replace("SOURCE", fixture.buckets().source()))
                .with("job.rows", "3");
    }

    private void image(int id, String path, String thumb) throws Exception {
        fixture.execute("INSERT INTO ImageDataTable VALUES (%d, '%s', '%s')".formatted(id, path, thumb));
    }

    private void user(String email, String avatar) throws Exception {
        fixture.execute("INSERT INTO `User data` (Email, Avatar) VALUES ('%s', '%s')".formatted(email, avatar));
    }

    /** Twenty objects; each is named by an image, by a thumbnail, and by a user. */
    private void fill() throws Exception {
        for (int i = 1; i <= 20; i++) {
            fixture.objects("image/" + i + ".jpg");
            String url = "https://" + fixture.buckets().source() + ".s3.amazonaws.com/image/" + i + ".jpg?v=" + i;
            image(i, "image/" + i + ".jpg", i % 2 == 0 ? "/image/" + i + ".jpg" : url);
            user("User" + i + "@" + i, i == 7 ? "none" : "image/" + i + ".jpg");
        }
    }

    private List<String> all() throws Exception {
        List<String> all =
                new ArrayList<>(fixture.column("SELECT CONCAT(ID, ' ', ImagePath) FROM ImageDataTable ORDER BY ID"));
        all.addAll(fixture.column("SELECT CONCAT(ID, ' ', Thumb) FROM ImageDataTable ORDER BY ID"));
        all.addAll(fixture.column("SELECT CONCAT(Email, ' ', Avatar) FROM `User data` ORDER BY Number"));
        return all;
    }

    private static String counts(JsonNode status) {
        List<String> counts = new ArrayList<>();
        status.get("columns")
                .forEach(column -> counts.add(column.get("column").asText() + " " + column.get("applied") + " of "
                        + column.get("total") + ", " + column.get("failed")));
        return String.join("; ", counts);
    }

    @Test
    void should_migrate_verify_and_roll_back_all_columns_and_copy_a_shared_object_once() throws Exception {
        fill();
        List<String> before = all();
        try (FaultyS3 s3 = new FaultyS3(Servers.s3().endpoint())) {
            fixture.with("aws.endpoint.url.s3", s3.endpoint().toString());

            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

            Map<String, Long> copies = s3.requests().stream()
                    .filter(request -> request.operation().equals("PutCopy"))
                    .collect(Collectors.groupingBy(FaultyS3.Request::path, TreeMap::new, Collectors.counting()));
            // one copy is sent twice, to find out whether the server keeps its word
            assertThat(copies).hasSize(20);
            assertThat(copies.values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(21);
        }
        fixture.with("aws.endpoint.url.s3", Servers.s3().endpoint().toString());
        assertThat(all()).noneMatch(row -> row.contains("image/")).hasSize(60);
        assertThat(all().get(20))
                .isEqualTo("1 https://" + fixture.buckets().target() + ".s3.amazonaws.com/avatar/1.jpg?v=1");
        assertThat(fixture.column("SELECT COUNT(*) FROM moved")).containsExactly("20");
        assertThat(fixture.column("SELECT COUNT(*) FROM moved_ImageDataTable_Thumb"))
                .containsExactly("20");
        assertThat(fixture.column("SELECT COUNT(*) FROM `moved_User data_Avatar`"))
                .containsExactly("19");
        JsonNode status =
                Operating.command(fixture, "status", "--exact", "--json").json();
        assertThat(counts(status))
                .isEqualTo("ImageDataTable.ImagePath 20 of 20, 0; ImageDataTable.Thumb 20 of 20, 0;"
                        + " User data.Avatar 19 of 19, 0");
        assertThat(status.get("rows").get("applied").asLong()).isEqualTo(59);
        assertThat(Operating.command(fixture, "status", "--table", "User data.Avatar")
                        .out())
                .containsPattern("User data.Avatar +19 rewritten, 19 copied, 0 failed, of 19")
                .doesNotContain("Thumb ");
        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);

        Operating.Answer one = Operating.command(fixture, "rollback", "--table", "User data.Avatar", "--json");
        assertThat(one.json().get("restored").asLong()).isEqualTo(19);
        assertThat(all().subList(0, 20)).allMatch(row -> row.contains("avatar/"));
        assertThat(all().subList(40, 60)).isEqualTo(before.subList(40, 60));
        Operating.Answer rest = Operating.command(fixture, "rollback");
        assertThat(rest.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void should_name_column_and_row_when_objects_are_missing_and_retry_one_of_them() throws Exception {
        image(1, "image/gone.jpg", "image/here.jpg");
        user("a@b", "/image/gone too.jpg");
        fixture.objects("image/here.jpg");
        fixture.with("report.uri", "file:" + folder);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        try (var files = Files.list(folder)) {
            Path csv = files.filter(file -> file.toString().endsWith(".csv"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readAllLines(csv))
                    .hasSize(3)
                    .anyMatch(
                            line -> line.startsWith("1,image/gone.jpg") && line.contains(",ImageDataTable.ImagePath,"))
                    .anyMatch(
                            line -> line.startsWith("a@b,/image/gone too.jpg") && line.contains(",User data.Avatar,"));
        }
        Operating.Answer unclear = Operating.command(fixture, "retry", "--key", "a@b");
        assertThat(unclear.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(unclear.err()).contains("--key needs --table");
        assertThat(Operating.command(fixture, "retry", "--table", "Users").err())
                .contains("--table must be one of ImageDataTable.ImagePath, ImageDataTable.Thumb, User data.Avatar");
        fixture.objects("image/gone too.jpg");
        Operating.Answer retried =
                Operating.command(fixture, "retry", "--table", "User data.Avatar", "--key", "a@b", "--json");
        assertThat(retried.json().get("rows").asLong()).isEqualTo(1);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(fixture.column("SELECT Avatar FROM `User data`")).containsExactly("/avatar/gone too.jpg");
        Operating.Answer verified = Operating.command(fixture, "verify", "--table", "ImageDataTable.ImagePath");
        assertThat(verified.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(verified.out())
                .contains("row ImageDataTable.ImagePath 1: image/gone.jpg")
                .doesNotContain("orphaned     1");
        assertThat(Operating.command(fixture, "verify", "--table", "ImageDataTable.Thumb")
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_copy_a_shared_object_again_for_all_its_rows_when_it_is_overwritten() throws Exception {
        fill();
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        Thread.sleep(1100); // S3 dates objects by seconds
        Servers.s3Client()
                .putObject(
                        put -> put.bucket(fixture.buckets().source()).key("image/3.jpg"),
                        RequestBody.fromString("new"));

        assertThat(Operating.command(fixture, "resync", "--table", "ImageDataTable.Thumb", "--dry-run", "--json")
                        .json()
                        .get("changed")
                        .asLong())
                .isEqualTo(1);
        Operating.Answer resync = Operating.command(fixture, "resync", "--table", "User data.Avatar", "--json");

        assertThat(resync.exitCode()).as(resync.out()).isEqualTo(ExitCode.DONE);
        assertThat(resync.json().get("copied").asLong()).isEqualTo(1);
        assertThat(resync.json().get("conflicts").asLong()).isZero();
        assertThat(
                        fixture.column(
                                "SELECT COUNT(DISTINCT tag) FROM (SELECT target_etag tag FROM moved WHERE row_key = 3"
                                        + " UNION ALL SELECT target_etag FROM moved_ImageDataTable_Thumb WHERE row_key = 3"
                                        + " UNION ALL SELECT target_etag FROM `moved_User data_Avatar` WHERE row_key = 'User3@3') tags"))
                .containsExactly("1");
        Path manifest = folder.resolve("manifest.csv");
        fixture.execute("UPDATE `User data` SET Avatar = 'image/5.jpg' WHERE Number = 5");
        Operating.Answer finish = Operating.command(fixture, "finish", "--manifest", manifest.toString());
        assertThat(finish.exitCode()).as(finish.out()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(Files.readAllLines(manifest)).hasSize(19).noneMatch(line -> line.contains("image/5.jpg"));
        assertThat(Files.readString(folder.resolve("manifest.csv.left-out.csv")))
                .contains("User data.Avatar User5@5,image/5.jpg,STILL_NAMED");
    }

    @Test
    void should_find_collisions_between_columns() throws Exception {
        fixture.with("key.mapping", "basename");
        image(1, "image/a/x.jpg", "image/a/y.jpg");
        user("a@b", "image/b/x.jpg");
        fixture.objects("image/a/x.jpg", "image/b/x.jpg", "image/a/y.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("FAILED KEY_COLLISION");
        assertThat(fixture.column("SELECT CONCAT(row_key, ' ', reason) FROM `moved_User data_Avatar`"))
                .containsExactly("a@b KEY_COLLISION");
        assertThat(fixture.targetKeys()).containsExactly("avatar/y.jpg");
    }

    @Test
    void should_plan_all_columns_or_one() throws Exception {
        fill();

        JsonNode all = Operating.command(fixture, "plan", "--json").json();

        assertThat(all.get("ready").asBoolean()).as(all.toString()).isTrue();
        assertThat(all.get("rows").get("legacy").asLong()).isEqualTo(59);
        assertThat(all.get("rows").get("objects").asLong()).isEqualTo(20);
        assertThat(all.get("columns")).hasSize(3);
        JsonNode one = Operating.command(fixture, "plan", "--table", "User data.Avatar", "--json")
                .json();
        assertThat(one.get("rows").get("legacy").asLong()).isEqualTo(19);
        assertThat(one.get("columns")).hasSize(1);
    }

    @Test
    void should_refuse_the_run_with_the_problems_of_all_columns() throws Exception {
        fixture.with(
                "migration.tables",
                "ImageDataTable.ImagePat, ImageDataTable.Thumb, Nobody.Avatar, `User data`.Avatar(Avatar)");

        ConfigurationException refusal =
                org.assertj.core.api.Assertions.catchThrowableOfType(ConfigurationException.class, fixture::run);

        assertThat(refusal.problems())
                .anyMatch(line ->
                        line.startsWith("MIGRATION_TABLES") && line.contains("no column of ImageDataTable: ImagePat"))
                .anyMatch(line -> line.startsWith("MIGRATION_TABLES") && line.contains("Nobody"))
                .anyMatch(line -> line.startsWith("MIGRATION_TABLES") && line.contains("Avatar is not"));
        assertThat(fixture.column("SHOW TABLES LIKE 'moved%'")).isEmpty();
    }
}
