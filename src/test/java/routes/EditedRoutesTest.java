package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Role;
import routes.config.Settings;
import routes.run.MigrationProcess;
import routes.testing.LogLines;
import routes.testing.Servers;

/** Routes added, replaced and broken by files beside the program; the worked examples of docs/editing-routes.md among them. */
@Timeout(120)
class EditedRoutesTest {

    private static final Path EXAMPLES = Path.of("docs", "route-examples");
    private static final String HEAD = """
            # a route
            - route:
                id: finalizer-extra
                from:
                  uri: direct:finalizer-extra
                  steps:
            """;

    @TempDir
    private Path folder;

    private final MigrationFixture fixture = new MigrationFixture();

    @BeforeEach
    void useFolder() throws SQLException {
        fixture.withTable().with("routes.folder", folder.toString());
    }

    @Test
    void should_call_the_web_hook_once_when_the_run_completes() throws Exception {
        useExample("notify-webhook.yaml");
        fixture.rowsWithObjects("image/a", "image/b").rows("image/missing");
        try (Hook hook = new Hook(200)) {
            fixture.with("my.webhook", hook.url());

            assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

            assertThat(hook.bodies).singleElement().asString().contains("\"APPLIED\":2", "\"FAILED\":1");
        }
    }

    @Test
    void should_end_all_the_same_when_the_web_hook_fails() throws Exception {
        useExample("notify-webhook.yaml");
        fixture.rowsWithObjects("image/a");
        try (Hook hook = new Hook(500)) {
            fixture.with("my.webhook", hook.url());

            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

            assertThat(hook.bodies).hasSize(4);
        }
    }

    @Test
    void should_keep_a_line_for_each_finished_job_when_a_route_is_added() throws Exception {
        useExample("finished-jobs.yaml");
        Path lines = folder.resolve("lines");
        fixture.with("my.finished.jobs", lines.toString()).with("job.rows", "1").rowsWithObjects("image/a", "image/b");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(Files.readAllLines(lines.resolve("finished-jobs.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void should_copy_to_both_buckets_when_the_copy_route_is_replaced() throws Exception {
        useExample("second-bucket.yaml");
        String second = Servers.createBuckets().target();
        fixture.with("my.second.bucket", second).rowsWithObjects("image/a b+c", "image/d/é");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/a b+c", "avatar/d/é");
        assertThat(fixture.targetKeys()).containsExactly("avatar/a b+c", "avatar/d/é");
        assertThat(MigrationFixture.s3()
                        .listObjectsV2(list -> list.bucket(second))
                        .contents())
                .extracting(object -> object.key())
                .containsExactly("avatar/a b+c", "avatar/d/é");
    }

    @Test
    void should_rewrite_no_row_when_the_second_bucket_is_missing() throws Exception {
        useExample("second-bucket.yaml");
        fixture.with("my.second.bucket", "no-such-bucket")
                .with("stall.timeout", "2s")
                .rowsWithObjects("image/a");

        assertThat(fixture.run()).isEqualTo(ExitCode.FAILED);

        assertThat(fixture.paths()).containsExactly("image/a");
    }

    @Test
    void should_show_what_a_route_says_when_it_has_a_plain_step_that_logs() throws Exception {
        write("extra.yaml", """
                - route:
                    id: extra
                    from:
                      uri: timer:extra?repeatCount=1&delay=0
                      steps:
                        - log: "it says so"
                """);
        fixture.rowsWithObjects("image/a");

        try (LogLines log = new LogLines()) {
            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

            assertThat(log.lines()).contains("INFO  it says so");
        }
    }

    @Test
    void should_leave_out_a_route_when_it_belongs_to_another_role() throws Exception {
        write("consumer.yaml", HEAD.replace("finalizer-extra", "consumer-extra") + "        - to: log:x?nope=1\n");

        new MigrationProcess(Role.PRODUCER, fixture.settings()).run();

        fixture.rowsWithObjects("image/a");
        assertThat(problems()).singleElement().asString().contains("consumer.yaml:7: route consumer-extra");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log:x?nope=1", "direct:nowhere", "nope:x", "log:{{my.nothing}}"})
    void should_name_file_and_line_when_an_endpoint_cannot_be_used(String uri) throws Exception {
        write("extra.yaml", HEAD + "        - to: \"" + uri + "\"\n");

        assertThat(problems()).singleElement().asString().matches(".*extra\\.yaml:7: route finalizer-extra: .+");
        assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- bean:~ ref: nothing~ method: any | :7: | nothing",
                "- bean:~ ref: finish~ method: nothing | :7: | nothing",
                "- bean:~ reference: finish | :8: | reference",
                "- frobnicate: x | :7: | frobnicate",
                "- to: 'log:x | :8: | end of stream",
                "- setBody:~ simple: '${body' | :7: | functionEnd",
            })
    void should_name_file_line_and_reason_when_a_step_is_wrong(String step, String line, String reason)
            throws Exception {
        write("extra.yaml", HEAD + "        " + step.replace("~", "\n           ") + "\n");

        assertThat(problems()).singleElement().asString().contains("extra.yaml" + line, reason);
        assertNothingWritten();
    }

    @Test
    void should_name_both_places_when_an_id_is_used_twice() throws Exception {
        write("one.yaml", HEAD + "        - to: log:x\n");
        write("two.yaml", HEAD + "        - to: log:x\n");

        assertThat(problems()).singleElement().asString().contains("two.yaml:2:", "finalizer-extra", "one.yaml:2");
        assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource({"id: finalizer-extra, description: none", "uri: direct:finalizer-extra, uri: direct:finalizer-other"})
    void should_refuse_a_route_without_id_and_one_that_nobody_serves(String right, String wrong) throws Exception {
        write("extra.yaml", HEAD.replace(right, wrong) + "        - to: direct:finalizer-extra\n");

        assertThat(problems()).singleElement().asString().contains("extra.yaml:");
        assertNothingWritten();
    }

    @Test
    void should_name_the_caller_when_a_replacement_no_longer_consumes_what_it_should() throws Exception {
        write(
                "copy.yaml",
                HEAD.replace("finalizer-extra", "consumer-copy").replace("direct:consumer-copy", "direct:copy")
                        + "        - to: log:x\n");

        assertThat(problems()).singleElement().asString().contains("consumer-copies", "direct://consumer-copy");
        assertNothingWritten();
    }

    @Test
    void should_refuse_a_route_that_takes_the_messages_of_another() throws Exception {
        write(
                "extra.yaml",
                HEAD.replace("uri: direct:finalizer-extra", "uri: direct:finalizer-apply") + "        - to: log:x\n");

        assertThat(problems()).singleElement().asString().contains("extra.yaml:2:", "route finalizer-apply");
        assertNothingWritten();
    }

    @Test
    void should_refuse_error_handling_that_does_not_exist() throws Exception {
        write(
                "extra.yaml",
                HEAD.replace("    from:", "    routeConfigurationId: nothing\n    from:") + "        - to: log:x\n");

        assertThat(problems()).singleElement().asString().contains("extra.yaml:2:", "nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "route:\n  id: x\n", "- rout:\n    id: x\n"})
    void should_refuse_a_file_that_holds_no_route(String content) throws Exception {
        write("extra.yaml", content);

        assertThat(problems()).singleElement().asString().contains("extra.yaml:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoint.copy", "endpoint.completion", "endpoint.jobs", "endpoint.ledger"})
    void should_name_the_setting_when_a_built_in_endpoint_has_an_unknown_option(String key) throws Exception {
        String uri = fixture.settings().text(key);
        fixture.with(key, uri + (uri.contains("?") ? "&" : "?") + "nope=1");

        assertThat(problems()).singleElement().asString().contains("(" + key + ")", "nope");
        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: log:routes.{{db.password}}",
                "- to: log:routes.{{?db-password}}",
                "- to: \"log:routes?marker={{redis.password:none}}\"",
                "- setBody: {simple: \"{{env:DB_PASSWORD}}\"}",
                "- setBody: {simple: \"{{sys:status.token}}\"}",
                "- setBody: {simple: \"{{env:ANOTHER_PASSWORD}}\"}",
                "- setBody: {simple: \"${env.AWS_SECRET_ACCESS_KEY}\"}",
                "- setBody: {simple: \"${sysenv:aws.session.token}\"}",
                "- setBody: {simple: \"${sys.status.token}\"}",
                "- setBody: {simple: \"${properties:aws.secret.access.key:x}\"}",
                "- setBody: {simple: \"\\u007b{db.password}}\"}",
                "- toD: log:routes.${env.STATUS_TOKEN}",
                "- setBody: {groovy: \"System.getenv('REDIS_PASSWORD')\"}"
            })
    void should_refuse_a_route_in_one_line_when_it_asks_for_a_secret(String step) throws Exception {
        write("extra.yaml", HEAD + "        # db.password in a comment is no question\n        " + step + "\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .matches(".*extra\\.yaml:8: asks for .*: routes are given no secret.*")
                .doesNotContain(fixture.database().password());
        assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint.completion, timer:x?period={{db.password}}",
        "camel.component.log.marker, {{status.token}}",
        "my.name, {{env:DB_PASSWORD}}",
        "my.text, ${env.DB_PASSWORD}",
        "report.uri, http://h/x?t={{redis.password}}"
    })
    void should_name_the_setting_when_it_would_bring_a_secret_into_routes(String key, String value) throws Exception {
        fixture.with(key, value);

        assertThat(problems()).singleElement().asString().contains("(" + key + ") asks for ");
        assertNothingWritten();
    }

    /** A reference that is put together when a message is there, which nobody can find before. */
    @Test
    void should_resolve_no_secret_when_its_name_is_put_together_at_run_time() throws Exception {
        Path lines = folder.resolve("lines");
        write("extra.yaml", """
                - route:
                    id: extra
                    from:
                      uri: timer:extra?repeatCount=1&delay=0
                      steps:
                        - setBody: {constant: nothing yet}
                        - setProperty: {name: key, constant: db.pass}
                        - doTry:
                            steps:
                              - setBody: {simple: "${properties:${exchangeProperty.key}word}"}
                            doCatch:
                              - exception: [java.lang.Exception]
                                steps:
                                  - setBody: {constant: refused}
                        - to: file:%s?fileName=line
                """.formatted(lines));
        fixture.rowsWithObjects("image/a");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(lines.resolve("line")).hasContent("refused");
    }

    /** The whole program, because Camel looks up what it is given, and its own process. */
    @Test
    void should_end_with_exit_code_2_wherever_the_secrets_are_that_a_route_asks_for() throws Exception {
        Path config = Files.writeString(folder.resolve("mine.properties"), "redis.password=ofthefile\n");
        Files.createDirectories(folder.resolve("routes"));
        write("routes/extra.yaml", HEAD + """
                        - setBody: {simple: "{{db.password}}"}
                        - setBody: {simple: "{{status.token}}"}
                        - setBody: {simple: "{{redis.password}}"}
                """);
        Properties known = new Properties();
        try (InputStream resource = getClass().getResourceAsStream("/application.properties")) {
            known.load(resource);
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dstatus.token=ofthesystem",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "routes.Application",
                        "producer")
                .redirectErrorStream(true);
        fixture.settings().all().forEach((key, value) -> {
            if (known.containsKey(key) && !value.isEmpty()) {
                builder.environment().put(Settings.variable(key), value);
            }
        });
        builder.environment().put("CONFIG_LOCATION", config.toString());
        try (Jedis jedis = Servers.jedis()) {
            jedis.aclSetUser("asker", "on", ">ofthefile", "~*", "&*", "+@all");
            builder.environment().put("REDIS_USER", "asker");

            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(output).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(output)
                    .contains(
                            "extra.yaml:7: asks for db.password",
                            "extra.yaml:8: asks for status.token",
                            "extra.yaml:9: asks for redis.password")
                    .doesNotContain(fixture.database().password(), "ofthefile", "ofthesystem");
        } finally {
            try (Jedis jedis = Servers.jedis()) {
                jedis.aclDelUser("asker");
            }
        }
        assertNothingWritten();
    }

    private void useExample(String name) throws IOException {
        Files.copy(EXAMPLES.resolve(name), folder.resolve(name));
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private List<String> problems() {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, fixture::run);
        assertThat(refusal).isNotNull();
        return refusal.problems();
    }

    private void assertNothingWritten() throws SQLException {
        assertThat(fixture.column("SHOW TABLES LIKE 'moved'")).isEmpty();
        try (Jedis jedis = Servers.jedis()) {
            assertThat(jedis.keys(fixture.database().name() + ":*")).isEmpty();
        }
    }

    /** A web hook that notes what it is sent. */
    private static final class Hook implements AutoCloseable {

        private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
        private final HttpServer server;

        Hook(int status) throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", request -> {
                bodies.add(new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                request.sendResponseHeaders(status, -1);
                request.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
