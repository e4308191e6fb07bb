package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ExitCode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Which legacy objects may be deleted: compared with what a loop over everything says. */
@Timeout(120)
class ManifestTest {

    private static final int OBJECTS = 60;

    private final MigrationFixture fixture = new MigrationFixture().with("report.uri", "");

    @TempDir
    private Path folder;

    private void put(String bucket, String key, String content) {
        MigrationFixture.s3().putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    private void delete(String bucket, String key) {
        MigrationFixture.s3().deleteObject(request -> request.bucket(bucket).key(key));
    }

    private Map<String, String> tags(String bucket) {
        return MigrationFixture.s3().listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .collect(Collectors.toMap(S3Object::key, S3Object::eTag));
    }

    /** One of the things that happen to an object, by its number; made of all of them so that they meet. */
    private void live(Random random, List<String> keys) throws Exception {
        String source = fixture.buckets().source();
        String target = fixture.buckets().target();
        for (int number = 1; number <= OBJECTS; number++) {
            String key = keys.get(number - 1);
            String copy = "avatar/" + key.substring("image/".length());
            String row = " WHERE ImagePath = '" + copy.replace("'", "''") + "' LIMIT 1";
            switch (random.nextInt(9)) {
                case 0 -> put(source, key, "a newer picture " + number);
                case 1 -> put(target, copy, "written by the application " + number);
                case 2 -> delete(target, copy);
                case 3 -> fixture.execute("UPDATE ImageDataTable SET ImagePath = 'elsewhere/" + number + "'" + row);
                case 4 -> fixture.execute("DELETE FROM ImageDataTable" + row);
                case 5 -> fixture.rows(key);
                case 6 -> delete(source, key);
                default -> {
                    // it stays as it is
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void should_have_exactly_the_objects_that_it_may_have_when_compared_with_a_loop_over_everything(long seed)
            throws Exception {
        Random random = new Random(seed);
        String source = fixture.buckets().source();
        fixture.withTable();
        List<String> keys = new ArrayList<>();
        for (int number = 1; number <= OBJECTS; number++) {
            String key = "image/"
                    + List.of("a", "b c", "d+e", "f%g", "h,i", "\"j\"", "\u00e9")
                            .get(number % 7) + number;
            keys.add(key);
            fixture.rows(key);
            if (random.nextInt(4) == 0) {
                fixture.rows(key);
            }
            if (random.nextInt(10) > 0) {
                put(source, key, key);
            }
        }
        put(source, "image/nobody's", "named by no row");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'elsewhere/superseded' WHERE ID = 3");
        fixture.run();
        live(random, keys);
        Map<String, String> before = tags(source);
        Path file = folder.resolve("manifest.csv");

        Operating.Answer answer = Operating.command(fixture, "finish", "--manifest", file.toString());

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split(",", -1);
            assertThat(fields).hasSize(2);
            assertThat(fields[0]).isEqualTo(source);
            listed.add(URLDecoder.decode(fields[1], StandardCharsets.UTF_8));
        }
        assertThat(listed).isEqualTo(expected(before)).isNotEmpty();
        assertThat(Files.readString(Path.of(file + ".left-out.csv")).lines().count())
                .isEqualTo(1 + before.size() - listed.size());
        assertThat(tags(source)).as("nothing is deleted").isEqualTo(before);
        assertThat(fixture.ledger()).as("the ledger is there").isNotEmpty();
    }

    /** What was copied of each object is its key, by the way in which this test makes them. */
    private Set<String> expected(Map<String, String> sources) throws Exception {
        Map<String, String> targets = tags(fixture.buckets().target());
        Map<String, List<String>> states = new HashMap<>();
        List<String> paths = fixture.column("SELECT old_path FROM moved ORDER BY row_key");
        List<String> ledger = fixture.ledger();
        for (int i = 0; i < paths.size(); i++) {
            states.computeIfAbsent(paths.get(i), path -> new ArrayList<>()).add(ledger.get(i));
        }
        Set<String> expected = new TreeSet<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            String key = source.getKey();
            List<String> rows = states.getOrDefault(key, List.of());
            String target = targets.get("avatar/" + key.substring("image/".length()));
            boolean named = fixture.paths().contains(key);
            boolean migrated = rows.contains("APPLIED")
                    && rows.stream().allMatch(state -> state.equals("APPLIED") || state.equals("SUPERSEDED"));
            if (!named
                    && migrated
                    && source.getValue().equals(target)
                    && content(key).equals(key)) {
                expected.add(key);
            }
        }
        return expected;
    }

    private String content(String key) {
        return MigrationFixture.s3()
                .getObjectAsBytes(
                        request -> request.bucket(fixture.buckets().source()).key(key))
                .asUtf8String();
    }

    @Test
    void should_say_so_when_the_file_cannot_be_written() throws Exception {
        fixture.withTable().rowsWithObjects("image/1");
        fixture.run();

        Operating.Answer answer = Operating.command(fixture, "finish", "--manifest", "/no/such/folder/manifest.csv");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(answer.err()).contains("--manifest names no folder");
    }

    @Test
    void should_leave_nothing_out_when_all_is_migrated() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2");
        fixture.run();

        Operating.Answer answer = Operating.command(
                fixture, "finish", "--manifest", "s3://" + fixture.buckets().target() + "/manifests/legacy.csv");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out()).contains("2 legacy objects may be deleted", "Nothing was deleted");
        assertThat(fixture.targetContent("manifests/legacy.csv").lines())
                .containsExactlyInAnyOrder(
                        fixture.buckets().source() + ",image/1",
                        fixture.buckets().source() + ",image/2");
    }
}
