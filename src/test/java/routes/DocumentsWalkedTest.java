package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import routes.cli.OperatorCommands;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Role;
import routes.config.Settings;
import routes.emulation.EmulationDocumentTest;
import routes.run.MigrationProcess;
import routes.testing.Document;
import routes.testing.LogLines;
import routes.testing.Servers;
import routes.testing.Variables;
import routes.testing.Walk;
import routes.testing.Walks;

/**
 * The documents that tell what to type are walked, block by block: by the tests of this class, by {@link OperationsDocumentTest} and by {@link
 * EmulationDocumentTest}. A block, or a command within a sentence, that none of them walks fails this one until it is walked, or listed here
 * with the reason why it cannot be.
 */
@Timeout(120)
class DocumentsWalkedTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String EDITING = "docs/editing-routes.md#";

    private static final List<String> DOCUMENTS = List.of(
            "README.md", "docs/operations.md", "docs/editing-routes.md", "docs/emulation.md", "docs/observability.md");

    /** Blocks that are not walked, and why. */
    private static final Map<String, String> NOT_HERE = map(
            "README.md#S3 Migration Routes", "a drawing",
            "README.md#Try it",
                    "Maven, with servers of its own: EmbeddedEnvironmentTest and EmulationRoutesTest migrate on them",
            "README.md#Try it[2]", "what that prints",
            "README.md#Try it[3]", "DemoIT runs it",
            "docs/operations.md#Run and watch[2]", "AssessmentTest and OutagesTest have the words",
            "docs/operations.md#The database's other users", "PolitenessTest makes a replica lag",
            "docs/operations.md#What may be deleted[2]", "S3 Batch Operations, which only AWS has",
            "docs/editing-routes.md#Editing without rebuilding[2]", "docker: .ci/compose runs the image",
            "docs/emulation.md#Emulating production", "a form, not a command");

    /** Commands within sentences that are not run, and why. */
    private static final Map<String, String> NOT_RUN = map(
            "SAMPLE_MISSING_PERCENT=1 mvn camel:run", "Maven, with servers of its own",
            "aws s3api delete-object --if-match ETAG", "a condition that only AWS honours",
            "aws sso login", "somebody's account",
            "java -cp 's3-migration-routes.jar:lib/*:more/*' routes.Application run", "the packaged jar: CommandLineIT",
            "mvn camel:run", "Maven, with servers of its own",
            "mvn package", "it makes what is tested",
            "mvn package -DskipTests", "it makes what is tested",
            "s3-migration completion > ~/.local/share/bash-completion/completions/s3-migration",
                    "CommandLineIT has bash read what it prints",
            "mvn test -Dtest=StatusPageBrowserTest -Dscreenshot=docs/status-page.png", "a test that draws a picture",
            "promtool test rules", "AlertsTest runs it where it is installed",
            "ssh -L 8080:127.0.0.1:8080 HOST", "another machine");

    private static Map<String, String> map(String... pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private final MigrationFixture fixture = new MigrationFixture();
    private final Variables variables = new Variables(Servers.settings(fixture.database(), fixture.buckets()));
    private Walk walk;

    @TempDir
    private Path folder;

    @BeforeEach
    void begin(TestInfo test) throws Exception {
        fixture.withTable();
        if (test.getTestMethod().orElseThrow().isAnnotationPresent(Walks.class)) {
            walk = new Walk(test.getTestMethod().orElseThrow(), this::run);
        }
    }

    @AfterEach
    void everythingDeclaredIsWalked() {
        if (walk != null) {
            walk.end();
        }
    }

    @Test
    void should_be_walked_or_listed_when_a_document_has_a_block_or_a_command() {
        Set<String> blocks = DOCUMENTS.stream()
                .flatMap(document -> Document.blocks(document).stream())
                .map(Document.Block::name)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> walked = Walk.declared(
                        DocumentsWalkedTest.class, OperationsDocumentTest.class, EmulationDocumentTest.class)
                .toList();
        assertThat(Stream.concat(walked.stream(), NOT_HERE.keySet().stream()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(blocks);

        Set<String> commands = DOCUMENTS.stream()
                .flatMap(document -> Document.inlineCommands(document).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(NOT_RUN.keySet()).containsExactlyInAnyOrderElementsOf(commands);
    }

    @Test
    void should_name_every_command_of_the_operators_in_the_readme_and_explain_each_when_there_is_one() {
        CommandLine program = new CommandLine(new Application());
        OperatorCommands.addTo(program, () -> null);
        Set<String> commands = new TreeSet<>(program.getSubcommands().keySet());
        commands.removeAll(Set.of("run", "producer", "consumer", "completion"));

        for (String document : List.of("README.md", "docs/operations.md")) {
            assertThat(matches("(?m)^\\| (`[^|]*`) \\| .*", Document.text(document))
                            .flatMap(row -> matches("`([a-z-]+)`", row.group(1)))
                            .map(name -> name.group(1))
                            .filter(name -> !name.equals("subpath")))
                    .as(document)
                    .containsAll(commands);
        }
    }

    @Test
    @Walks("README.md#Run it")
    void should_run_when_the_variables_of_the_readme_are_set() throws Exception {
        fixture.rowsWithObjects("image/1.jpg", "image/2.jpg");

        walk.commands("README.md#Run it");

        assertThat(fixture.paths()).containsExactly("avatar/1.jpg", "avatar/2.jpg");
    }

    @Test
    @Walks({
        EDITING + "Three examples",
        EDITING + "Properties",
        EDITING + "Route files",
        EDITING + "Editing without rebuilding"
    })
    void should_run_with_the_files_of_the_page_when_they_are_beside_the_program() throws Exception {
        fixture.rowsWithObjects("image/1.jpg");
        walk.commands(EDITING + "Three examples");
        Path file = folder.resolve("config/application.properties");
        Files.write(file, walk.block(EDITING + "Properties").lines(), java.nio.file.StandardOpenOption.APPEND);
        Servers.s3().createBucket("reports");
        Map<String, String> environment =
                Map.of("CONFIG_LOCATION", file.toString(), "MY_WEBHOOK", "http://127.0.0.1:1/none");
        Settings ofTheFile = Settings.load(key -> null, environment::get);

        try (LogLines log = new LogLines()) {
            Map<String, String> mine = new HashMap<>(fixture.settings().all());
            mine.keySet().removeIf(key -> key.matches("routes\\.folder|report\\.uri|endpoint\\..*|config\\..*"));
            assertThat(new MigrationProcess(Role.RUN, ofTheFile.with(mine)).run())
                    .isEqualTo(ExitCode.DONE);

            // the lines are those of the file: a number that differs is one that a reader does not find
            assertThat(log.lines().stream().map(line -> line.replace(folder + "/", "")))
                    .containsAll(walk.block(EDITING + "Route files").lines());
            assertThat(log.lines().stream().map(line -> line.replace(folder.toString(), "/srv/migration")))
                    .containsAll(
                            walk.block(EDITING + "Editing without rebuilding").lines());
        }
        assertThat(MigrationFixture.s3()
                        .listObjectsV2(list -> list.bucket("reports").prefix("migration/"))
                        .contents())
                .hasSize(2);
    }

    @Test
    @Walks(EDITING + "What is refused")
    void should_refuse_in_the_words_of_the_page_when_something_is_wrong() throws Exception {
        List<String> refusals = new ArrayList<>();
        LogLines log = new LogLines();
        Path routes = Files.createDirectories(folder.resolve("config/routes"));
        fixture.with("routes.folder", routes.toString());
        String head = """
                # mine
                - route:
                    id: finalizer-extra
                    from:
                      uri: direct:finalizer-extra
                      steps:
                """;
        refusals.addAll(refused(
                routes,
                Map.of("extra.yaml", head + "        - bean:\n            ref: nothing\n            method: any\n")));
        refusals.addAll(refused(routes, Map.of("extra.yaml", head + "        - frobnicate: x\n")));
        refusals.addAll(refused(
                routes,
                Map.of("one.yaml", head + "        - to: log:x\n", "two.yaml", head + "        - to: log:x\n")));
        refusals.addAll(refused(
                routes,
                Map.of(
                        "copy.yaml",
                        head.replace("id: finalizer-extra", "id: consumer-copy")
                                        .replace("direct:finalizer-extra", "direct:elsewhere")
                                + "        - to: log:x\n")));
        String copy = fixture.settings().text("endpoint.copy");
        fixture.with("endpoint.copy", copy + "&nope=1");
        refusals.addAll(refused(routes, Map.of()));
        fixture.with("endpoint.copy", copy);
        Path file = Files.writeString(
                folder.resolve("config/application.properties"), "# a\n# b\nlegacy.s3.object.prefx=x\n");
        try {
            Settings.load(key -> null, Map.of("CONFIG_LOCATION", file.toString())::get);
        } catch (ConfigurationException e) {
            refusals.addAll(e.problems());
        }
        refusals.addAll(refused(
                routes,
                Map.of(
                        "extra.yaml",
                        head + "        - log: \"1\"\n        - log: \"2\"\n        - log: \"{{db.password}}\"\n")));

        List<String> printed =
                refusals.stream().map(line -> line.replace(folder + "/", "")).toList();
        for (String line : walk.block(EDITING + "What is refused").lines()) {
            String pattern = Arrays.stream(line.split("\\.\\.\\.", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"));
            assertThat(printed).as(line).anyMatch(Pattern.compile(pattern).asMatchPredicate());
        }
        log.close();
        assertThat(log.lines())
                .as("beside the line that says what is wrong")
                .noneMatch(line -> line.startsWith("WARN"));
    }

    private List<String> refused(Path routes, Map<String, String> files) throws Exception {
        try (Stream<Path> earlier = Files.list(routes)) {
            for (Path file : earlier.toList()) {
                Files.delete(file);
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(routes.resolve(file.getKey()), file.getValue());
        }
        try {
            fixture.run();
            throw new AssertionError("taken: " + files);
        } catch (ConfigurationException e) {
            return e.problems();
        }
    }

    @Test
    void should_name_built_in_routes_as_they_are_when_a_table_lists_them() {
        String table = Document.text("docs/editing-routes.md")
                .replaceAll("(?s).*### The built-in routes", "")
                .replaceAll("(?s)\n###.*", "");
        String sources = sources();
        Set<String> listed = matches("(?m)^\\| (`[^|]*`) \\|", table)
                .flatMap(row -> matches("`([a-z-]+)`", row.group(1)))
                .map(id -> id.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isNotEmpty().allMatch(id -> sources.contains("\"" + id + "\""));
        assertThat(matches("routeId\\(\"((?:producer|consumer|finalizer|process)-[a-z-]+)\"\\)", sources)
                        .map(id -> id.group(1)))
                .as("what an operator may replace")
                .allMatch(listed::contains);
    }

    @Test
    void should_name_reasons_that_there_are_when_an_example_of_a_route_file_shows_some() throws IOException {
        Set<String> known =
                Arrays.stream(routes.fault.Reason.values()).map(Enum::name).collect(Collectors.toSet());
        try (Stream<Path> examples = Files.list(Path.of("docs/route-examples"))) {
            for (Path example : examples.toList()) {
                assertThat(matches("\"([A-Z]+_[A-Z_]+)\"", Files.readString(example))
                                .map(name -> name.group(1)))
                        .as(example.toString())
                        .allMatch(known::contains);
            }
        }
    }

    @Test
    void should_answer_what_the_page_says_when_the_api_is_asked() throws Exception {
        StatusClient client = new StatusClient();
        client.settle(fixture)
                .with("status.token", StatusClient.TOKEN)
                .with("follow", "500ms")
                .with("stall.timeout", "3s")
                .rowsWithObjects("image/1.jpg")
                .rows("image/missing.jpg");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(client::isReady);
        await().atMost(LIMIT)
                .until(() -> client.json("api/exceptions").size() == 1
                        && client.json("api/history").size() > 0
                        && client.json("api/status").at("/rows/failed").asInt() == 1);
        String document = Document.text("docs/observability.md");

        for (MatchResult row :
                matches("(?m)^\\| `GET /(\\S+)` \\| (.*) \\|$", document).toList()) {
            String path = row.group(1);
            if (path.equals("api/events")) {
                continue; // StatusPageTest reads them
            }
            assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
            if (!path.endsWith(".csv") && !path.equals("api/status")) {
                Set<String> keys = keys(client.json(path));
                assertThat(named(row.group(2))).as(path).allMatch(keys::contains);
            }
        }
        Set<String> snapshot = keys(client.json("api/status"));
        snapshot.addAll(keys(Operating.command(fixture, "status", "--json").json()));
        assertThat(named(document.replaceAll("(?s).*In a snapshot|The Javadoc of.*", "")))
                .as("of a snapshot")
                .hasSizeGreaterThan(10)
                .allMatch(snapshot::contains);
        for (MatchResult action :
                matches("`(?:POST )?/(api/[a-z-]+)`", document).toList()) {
            if (matches("(?m)^\\| `POST.*" + action.group(1) + "`", document)
                    .findAny()
                    .isPresent()) {
                assertThat(client.post(action.group(1), "Authorization", "Bearer " + StatusClient.TOKEN)
                                .statusCode())
                        .as(action.group(1))
                        .isIn(200, 409);
            }
        }
        for (MatchResult path : matches("(?m)^\\| `/(observe/[a-z/]+)`|^`/(observe/[a-z/]+)`", document)
                .toList()) {
            String name = path.group(1) == null ? path.group(2) : path.group(1);
            assertThat(client.observe(name.substring("observe/".length())).statusCode())
                    .as(name)
                    .isEqualTo(200);
        }
        fixture.execute("DROP TABLE ImageDataTable");
        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
    }

    /** The words of a line that are code. */
    private static Set<String> named(String text) {
        return matches("`([a-zA-Z.-]+)`", text)
                .flatMap(name -> Stream.of(name.group(1).split("\\.")))
                .collect(Collectors.toSet());
    }

    private static Set<String> keys(JsonNode json) {
        Set<String> keys = new TreeSet<>();
        json.fieldNames().forEachRemaining(keys::add);
        json.forEach(value -> keys.addAll(keys(value)));
        return keys;
    }

    private static Stream<MatchResult> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results();
    }

    private static String sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> Document.text(file.toString()))
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What is looked at every second is looked at more often. */
    private Map<String, String> quick() {
        Map<String, String> quick = new HashMap<>(fixture.settings().all());
        quick.keySet()
                .removeIf(key -> !key.matches("endpoint\\..*|apply\\.batch\\.interval|report\\.uri|redis\\.namespace"));
        return quick;
    }

    /** Runs a line of a document: this program in this JVM, what makes files in a folder of the test's own. */
    private String run(String line) throws Exception {
        if (variables.obey(line) || line.matches("(mvn package|tar -xzf target/).*")) {
            return "";
        }
        Optional<String[]> arguments = Document.arguments(line);
        if (arguments.isPresent()) {
            Settings settings = variables.settings().with(quick());
            if (List.of(arguments.get()).equals(List.of("run"))) {
                assertThat(new MigrationProcess(Role.RUN, settings).run()).isEqualTo(ExitCode.DONE);
                return "";
            }
            Operating.Answer answer = Operating.command(() -> settings, arguments.get());
            assertThat(answer.exitCode()).as(answer.out() + answer.err()).isEqualTo(ExitCode.DONE);
            return answer.out();
        }
        Path docs = folder.resolve("docs");
        if (!Files.exists(docs)) {
            Files.createSymbolicLink(docs, Path.of("docs").toAbsolutePath());
        }
        Process process = new ProcessBuilder("bash", "-ec", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
