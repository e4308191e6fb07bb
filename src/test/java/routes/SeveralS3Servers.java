package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ExitCode;
import routes.embedded.InstalledS3;
import routes.embedded.Workspace;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A migration from end to end on the S3-protocol servers of several makers, and what they do otherwise than S3: {@code mvn -Ps3-servers
 * verify} installs them and writes the table of docs/s3-servers.md. One that cannot be had is listed with the reason.
 */
@Timeout(900)
class SeveralS3Servers {

    private static final int ROWS = Integer.getInteger("s3-servers.rows", 2000);
    private static final String MIGRATION = "migration, verify, rollback";
    private static final int ONE_PAGE = 900;
    private static final String BEGIN = "<!-- servers -->";
    private static final String END = "<!-- /servers -->";

    private static final Map<String, Map<String, String>> FOUND = new LinkedHashMap<>();
    private static final List<String> SKIPPED = new ArrayList<>();

    private static Workspace workspace;

    @BeforeAll
    static void open() {
        workspace = Servers.workspace();
    }

    @AfterAll
    static void write() throws IOException {
        workspace.close();
        Optional<String> file = Optional.ofNullable(System.getProperty("s3-servers.report"));
        if (file.isPresent()) {
            Path report = Path.of(file.get());
            String text = Files.readString(report);
            Files.writeString(
                    report,
                    text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                            + "\n"
                            + table()
                            + text.substring(text.indexOf(END)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3proxy", "local-s3", "s3mock", "fauxqs", "s3rver", "ceph", "swift"})
    void should_migrate_verify_and_roll_back_when_the_server_is(String name) throws Exception {
        if (name.equals("s3proxy")) {
            try (S3Client client = Servers.s3().client()) {
                examine(new S3ServerFacts.Server(
                        "s3proxy " + System.getProperty("s3proxy.version", ""),
                        Servers.s3().endpoint(),
                        Servers.s3().accessKey(),
                        Servers.s3().secretKey(),
                        client));
            }
            return;
        }
        try (InstalledS3 server = new InstalledS3(name, workspace)) {
            try {
                server.start();
            } catch (InstalledS3.NotToBeHadException e) {
                SKIPPED.add(name + ": " + e.getMessage());
                return;
            }
            try (S3Client client = server.client()) {
                examine(new S3ServerFacts.Server(
                        server.version(), server.endpoint(), server.accessKey(), server.secretKey(), client));
            }
        }
    }

    private void examine(S3ServerFacts.Server server) throws Exception {
        Servers.Buckets buckets = Servers.createBuckets();
        createBuckets(server, buckets);
        S3ServerFacts questions = new S3ServerFacts(server.client(), buckets.source(), buckets.target());
        boolean inAscii = !questions.listsPagesAfter("ü");
        // a server that lists one page only has to do with one
        int rows = questions.listsPagesAfter("u") ? ROWS : ONE_PAGE;
        Map<String, String> facts = new LinkedHashMap<>();
        FOUND.put(server.version(), facts);
        facts.put(MIGRATION, "failed");
        migrate(server, rows, inAscii ? "u" : "ü");
        facts.put(MIGRATION, "passed, %,d rows%s".formatted(rows, inAscii ? " with names in ASCII" : ""));
        facts.putAll(questions.find());
    }

    private static void createBuckets(S3ServerFacts.Server server, Servers.Buckets buckets) {
        if (!server.endpoint().equals(Servers.s3().endpoint())) {
            server.client().createBucket(request -> request.bucket(buckets.source()));
            server.client().createBucket(request -> request.bucket(buckets.target()));
        }
    }

    private void migrate(S3ServerFacts.Server server, int rows, String names) throws Exception {
        MigrationFixture fixture = new MigrationFixture()
                .withTable()
                .with("aws.endpoint.url.s3", server.endpoint().toString())
                .with("aws.access.key.id", server.accessKey())
                .with("aws.secret.access.key", server.secretKey())
                .with("copy.concurrency", "16")
                .with("stall.timeout", "30s");
        createBuckets(server, fixture.buckets());
        String[] paths = IntStream.range(0, rows)
                .mapToObj(row -> "image/%d/Bild %d %s.png".formatted(row % 20, row, names))
                .toArray(String[]::new);
        put(server.client(), fixture.buckets().source(), paths);
        fixture.rows(paths);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.column("SELECT DISTINCT CONCAT_WS(' ', state, reason) FROM moved"))
                .containsExactly("APPLIED");
        Operating.Answer verified = Operating.command(fixture, "verify");
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isEqualTo(ExitCode.DONE);
        Operating.Answer rolledBack = Operating.command(fixture, "rollback");
        assertThat(rolledBack.exitCode())
                .as(rolledBack.out() + rolledBack.err())
                .isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).containsExactly(paths);
    }

    private static void put(S3Client client, String bucket, String... keys) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> puts = new ArrayList<>();
            for (String key : keys) {
                puts.add(threads.submit(() -> client.putObject(
                        request -> request.bucket(bucket).key(key), RequestBody.fromString("content of " + key))));
            }
            for (Future<?> put : puts) {
                put.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| |");
        FOUND.keySet().forEach(server -> table.append(' ').append(server).append(" |"));
        table.append("\n|---|").append("---|".repeat(FOUND.size())).append('\n');
        Set<String> questions = new LinkedHashSet<>();
        FOUND.values().forEach(facts -> questions.addAll(facts.keySet()));
        for (String question : questions) {
            table.append("| ").append(question).append(" |");
            FOUND.values().forEach(facts -> table.append(' ')
                    .append(facts.getOrDefault(question, "-").replace("|", "\\|"))
                    .append(" |"));
            table.append('\n');
        }
        SKIPPED.forEach(skipped ->
                table.append("\nNot tried, for want of it: ").append(skipped).append('\n'));
        return table.toString();
    }
}
