package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import routes.config.ExitCode;
import routes.config.Role;
import routes.testing.Document;
import routes.testing.FaultyS3;
import routes.testing.LogLines;
import routes.testing.Servers;
import routes.testing.Walk;
import routes.testing.Walks;
import software.amazon.awssdk.core.sync.RequestBody;

/** The commands of docs/operations.md, in the order of a migration's life. */
@Timeout(180)
class OperationsDocumentTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PAGE = "docs/operations.md#";
    private static final String LEDGER = "ImageDataTableLedger";

    private final MigrationFixture fixture = new MigrationFixture();
    private final String namespace = fixture.database().name() + "-queue";
    private Walk walk;

    @TempDir
    private Path folder;

    @BeforeEach
    void begin(TestInfo test) throws Exception {
        walk = new Walk(test.getTestMethod().orElseThrow(), this::run);
        fixture.withTable()
                .with("temp.table.for.update", LEDGER)
                .with("redis.namespace", namespace)
                .with("status.count.interval", "1s")
                .with("report.uri", "file:" + folder.resolve("reports"));
    }

    @AfterEach
    void everythingDeclaredIsWalked() {
        walk.end();
    }

    @Test
    @Walks({
        PAGE + "Before: plan",
        PAGE + "Before: plan[2]",
        PAGE + "Run and watch",
        PAGE + "Pause and resume",
        PAGE + "Pause and resume[2]",
        PAGE + "Incidents",
        PAGE + "Incidents[2]",
        PAGE + "Retry",
        PAGE + "Verify",
        PAGE + "Roll back",
        PAGE + "Clean up"
    })
    void should_print_what_the_page_shows_when_a_migration_is_run_and_rolled_back() throws Exception {
        fixture.rows("image/Case0.jpg", "image/Case1000.jpg", "image/Case2000.jpg")
                .rowsWithObjects(avatars(200))
                .rows("image/avatar7.jpg", null, "avatar/there.jpg")
                .with("job.rows", "50")
                .with("consumer.jobs", "1")
                .with("copy.max-requests-per-second", "8");
        put(fixture.buckets().target(), "avatar/there.jpg", "there already");

        walk.commands(PAGE + "Before: plan");
        walk.shows(PAGE + "Before: plan[2]", lines("plan", "--sample", "50"));
        try (Started producer = new Started(Role.PRODUCER);
                Started consumer = new Started(Role.CONSUMER)) {
            walk.commands(PAGE + "Run and watch");
            walk.commands(PAGE + "Pause and resume");
            walk.commands(PAGE + "Pause and resume[2]");
            Started another = new Started(Role.CONSUMER);
            await().atMost(LIMIT)
                    .until(() -> lines("status").stream()
                                    .filter(line -> line.startsWith("Process "))
                                    .count()
                            == 3);
            walk.commands(PAGE + "Roll back", () -> {}, () -> {
                command("pace", "10000");
                assertThat(producer.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
                assertThat(lines("status"))
                        .as("while consumers wait for another run")
                        .anyMatch(line -> line.startsWith("State       done with exceptions"));
                another.close();
                consumer.close();
                walk.shows(PAGE + "Incidents", lines("status"));
                walk.commands(PAGE + "Incidents[2]");
                walk.commands(PAGE + "Retry");
                walk.commands(PAGE + "Verify");
            });
        }
        walk.commands(PAGE + "Clean up");
    }

    @Test
    @Walks({
        PAGE + "Cut over",
        PAGE + "Cut over[2]",
        PAGE + "Cut over[3]",
        PAGE + "What may be deleted",
        PAGE + "Resync",
        PAGE + "Verify[2]"
    })
    void should_print_what_the_page_shows_when_rows_are_rewritten_on_command() throws Exception {
        fixture.rowsWithObjects(avatars(30)).with("apply.mode", "on-command");
        try (LogLines log = new LogLines()) {
            Started run = new Started(Role.RUN);
            walk.commands(PAGE + "Cut over");
            walk.commands(
                    PAGE + "Cut over[2]",
                    () -> {},
                    () -> {},
                    () -> put(fixture.buckets().source(), "image/avatar4.jpg", "new"));
            assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
            walk.shows(PAGE + "Cut over[3]", log.lines());
        }

        put(fixture.buckets().source(), "image/avatar5.jpg", "a newer picture");
        put(fixture.buckets().target(), "avatar/avatar6.jpg", "the application's own");
        walk.commands(PAGE + "What may be deleted");
        put(fixture.buckets().source(), "image/avatar19.jpg", "a newer picture");
        put(fixture.buckets().target(), "avatar/avatar19.jpg", "its own");
        walk.commands(PAGE + "Resync");
        MigrationFixture.s3()
                .deleteObject(
                        delete -> delete.bucket(fixture.buckets().target()).key("avatar/avatar20.jpg"));
        walk.commands(PAGE + "Verify[2]");
    }

    @Test
    @Walks(PAGE + "Before: plan[3]")
    void should_print_what_the_page_shows_when_s3_refuses() throws Exception {
        fixture.rowsWithObjects(avatars(1));
        try (FaultyS3 s3 = new FaultyS3(Servers.s3().endpoint())) {
            s3.answer(request -> Optional.of(FaultyS3.Answer.error(403, "AccessDenied", "Access Denied")));
            fixture.with("aws.endpoint.url.s3", s3.endpoint().toString());

            walk.shows(PAGE + "Before: plan[3]", lines("plan"));
        }
    }

    @Test
    @Walks(PAGE + "Before: plan[4]")
    void should_print_what_the_page_shows_when_a_table_has_triggers_and_another_encoding() throws Exception {
        fixture.execute("ALTER TABLE ImageDataTable CONVERT TO CHARACTER SET latin1");
        fixture.execute("CREATE TABLE log (what varchar(100))");
        fixture.execute(
                "CREATE TRIGGER audit AFTER UPDATE ON ImageDataTable FOR EACH ROW INSERT INTO log VALUES (NEW.ImagePath)");
        fixture.execute(
                "GRANT TRIGGER ON ImageDataTable TO " + fixture.database().user() + "@'%'");
        fixture.execute("INSERT INTO ImageDataTable (ImagePath) VALUES (CAST('image/日本.jpg' AS BINARY))");

        walk.shows(PAGE + "Before: plan[4]", lines("plan"));
    }

    private static String[] avatars(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> "image/avatar" + number + ".jpg")
                .toArray(String[]::new);
    }

    private static void put(String bucket, String key, String content) {
        MigrationFixture.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    /** Runs a line of the page, with files in a folder of the test's own. */
    private String run(String line) throws IOException {
        if (line.startsWith("cat ")) {
            return file(line.substring("cat ".length()));
        }
        String[] arguments = Stream.of(Document.arguments(line).orElseThrow())
                .map(word -> word.endsWith(".csv")
                        ? folder.resolve(word).toString()
                        // a time to come, whenever the test is run
                        : word.replaceFirst("^\\d{4}(?=-\\d\\d-\\d\\dT)", "2099"))
                .toArray(String[]::new);
        // nobody can answer here: what it asks is said for it
        return List.of(arguments).equals(List.of("finish"))
                ? "This drops " + LEDGER + ". Roll-back is impossible then. Its name, to confirm: " + LEDGER + "\n"
                        + command("finish", "--table", LEDGER)
                : command(arguments);
    }

    private String command(String... arguments) {
        Operating.Answer answer = Operating.command(fixture, arguments);
        return asOnThePage(answer.out() + answer.err());
    }

    private List<String> lines(String... arguments) {
        return command(arguments).lines().toList();
    }

    private String asOnThePage(String printed) {
        return printed.replace(folder + "/", "")
                .replace(namespace, "s3-migration")
                .replace(fixture.buckets().source(), "legacy-images")
                .replace(fixture.buckets().target(), "new-images")
                .replace(fixture.database().name() + ".", "s3mig.");
    }

    private String file(String shown) throws IOException {
        String end = shown.replaceFirst(".*Z-", "");
        try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
            return asOnThePage(
                    Files.readString(files.filter(file -> file.toString().endsWith(end))
                            .findFirst()
                            .orElseThrow()));
        }
    }

    /** A process in a thread of this JVM, which ends when it is closed. */
    private final class Started implements AutoCloseable {

        private final Thread thread;
        private volatile int exitCode = -1;

        Started(Role role) {
            thread = new Thread(
                    () -> {
                        try {
                            exitCode = fixture.run(role);
                        } catch (Exception e) {
                            // it was told to end
                        }
                    },
                    "migration");
            thread.start();
        }

        int exitCode() throws InterruptedException {
            thread.join(LIMIT.toMillis());
            return exitCode;
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join(LIMIT.toMillis());
        }
    }
}
