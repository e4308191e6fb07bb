package routes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import routes.config.ExitCode;
import routes.config.Settings;

/** Dockerfile, docker-compose.yml and .env.example, as far as they can be checked without Docker; .ci/compose runs them. */
class ContainerFilesTest {

    /** What the older solution's terraform.tfvars had. */
    private static final List<String> OLDER_NAMES = List.of(
            "ECR_S3_JOB_PRODUCER_REPOSITORY_NAME",
            "ECR_S3_JOB_CONSUMER_REPOSITORY_NAME",
            "TARGET_S3_BUCKET",
            "SOURCE_S3_BUCKET",
            "LEGACY_S3_OBJECT_PREFIX",
            "TARGET_OBJECT_PREFIX",
            "TEMP_TABLE_FOR_UPDATE",
            "DATABASE_HOST",
            "DB_USER",
            "DB_PASSWORD",
            "DATABASE_NAME",
            "DATABASE_TABLE_TO_UPDATE",
            "TABLE_COLUMN_NAME_TO_UPDATE",
            "AWS_REGION",
            "CONSUMER_TASK_COUNT");

    /** Variables of docker-compose.yml itself and of the images that are not this project's. */
    private static final Pattern NOT_SETTINGS =
            Pattern.compile("(ECR|EMULATED|GF|GRAFANA|MARIADB|PROGRAM|PROMETHEUS)_.*|REDISCLI_AUTH|LANG");

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([A-Z0-9_]+)(?::?-([^}]*))?\\}");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^ +([A-Z][A-Z0-9_]+):");
    private static final Pattern PORT = Pattern.compile("(?m)^ +- \"([^\"]*:[0-9]+)\"$");
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]+)=(.*)$");

    private static final Pattern IMAGE =
            Pattern.compile("(?m)^(?:ARG [A-Z]+=| +image: )((?!.*(?:s3-migration|ECR_)).+)$");

    private static Set<String> settings;
    private static String compose;
    private static String dockerfile;
    private static String example;

    @BeforeAll
    static void read() throws IOException {
        compose = Files.readString(Path.of("docker-compose.yml"));
        dockerfile = Files.readString(Path.of("Dockerfile"));
        example = Files.readString(Path.of(".env.example"));
        settings = Settings.load(key -> null, name -> null).all().keySet().stream()
                .map(Settings::variable)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        SUBSTITUTION.matcher(compose).results().forEach(match -> defaults.put(match.group(1), match.group(2)));
        return defaults;
    }

    private static void assertSettings(Set<String> names) {
        assertThat(names)
                .isNotEmpty()
                .allMatch(name ->
                        settings.contains(name) || NOT_SETTINGS.matcher(name).matches());
    }

    @Test
    void should_set_only_settings_that_exist_when_containers_are_composed() {
        assertSettings(names(VARIABLE, compose));
        assertSettings(names(SUBSTITUTION, compose));
    }

    @Test
    void should_name_only_settings_that_exist_when_the_example_is_copied() {
        assertSettings(names(ASSIGNMENT, example));
    }

    @Test
    void should_set_only_settings_that_exist_when_the_image_is_built() {
        assertSettings(Pattern.compile("(?m)^ENV (.*)$")
                .matcher(dockerfile)
                .results()
                .flatMap(line ->
                        Pattern.compile("([A-Z0-9_]+)=").matcher(line.group(1)).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet()));
    }

    @Test
    void should_have_the_older_solutions_names_when_the_example_is_copied() {
        assertThat(names(Pattern.compile("(?m)^([A-Z0-9_]+)="), example)).containsAll(OLDER_NAMES);
    }

    @Test
    void should_mean_the_same_with_the_example_and_without_when_the_sample_is_run() {
        Map<String, String> defaults = defaults();
        Map<String, String> given = Pattern.compile("(?m)^([A-Z0-9_]+)=(.*)$")
                .matcher(example)
                .results()
                .collect(Collectors.toMap((MatchResult match) -> match.group(1), match -> match.group(2)));

        assertThat(defaults).containsAllEntriesOf(given);
    }

    @Test
    void should_substitute_each_variable_with_one_default_when_it_is_named_twice() {
        SUBSTITUTION.matcher(compose).results().forEach(match -> assertThat(match.group(2))
                .as(match.group(1))
                .isEqualTo(defaults().get(match.group(1))));
    }

    @Test
    void should_publish_on_this_machine_only_when_a_port_is_published() {
        assertThat(names(PORT, compose)).hasSize(3).allMatch(port -> port.startsWith("127.0.0.1:"));
        assertThat(compose).doesNotContain("network_mode", "privileged", "docker.sock");
    }

    @Test
    void should_keep_what_the_deployment_asks_of_the_image() throws IOException {
        String terraform = Files.readString(Path.of("terraform/variables.tf"));

        assertThat(terraform).contains("default     = \"10001:10001\"");
        assertThat(dockerfile)
                .contains("USER 10001:10001")
                .contains("VOLUME /tmp")
                .contains("chmod 1777 /tmp")
                .contains("CMD [\"/app/healthcheck\"]")
                .contains("LOG_FORMAT=json")
                .contains("\"-jar\", \"/app/s3-migration-routes.jar\"]");
        assertThat(Path.of("deploy/healthcheck")).isExecutable();
    }

    @Test
    void should_end_as_failed_and_leave_no_file_when_the_memory_of_a_container_runs_out(@TempDir Path directory)
            throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        try (Stream<String> options = Files.lines(Path.of("deploy/java.options"))) {
            // an older Java than the image's does not know all of them
            options.filter(option -> Runtime.version().feature() >= 25 || !option.contains("AOT"))
                    .filter(option -> option.startsWith("-"))
                    .forEach(command::add);
        }
        command.addAll(List.of(
                "-Xmx16m",
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                Hoarder.class.getName()));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED);
        assertThat(directory).isDirectoryNotContaining(file -> !Set.of("out", "err")
                .contains(file.getFileName().toString()));
        assertThat(directory.resolve("out")).content().contains("OutOfMemoryError");
    }

    /** Takes memory until there is none. */
    static final class Hoarder {

        private Hoarder() {}

        public static void main(String[] arguments) {
            List<byte[]> hoard = new ArrayList<>();
            while (true) {
                try {
                    hoard.add(new byte[1 << 20]);
                } catch (OutOfMemoryError e) {
                    // somebody catches everything, and goes on
                }
            }
        }
    }

    @Test
    void should_mount_only_files_that_exist_when_containers_are_composed() {
        assertThat(Pattern.compile("(?m)^ +- \\./([^:]+):").matcher(compose).results())
                .extracting(match -> Path.of(match.group(1)))
                .hasSizeGreaterThan(4)
                .allMatch(Files::exists);
    }

    /** The services of docker-compose.yml, with what they share. */
    private static Map<String, Map<String, Object>> services() {
        Map<?, ?> project = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(compose);
        Map<String, Map<String, Object>> services = new TreeMap<>();
        ((Map<?, ?>) project.get("services"))
                .forEach((name, service) -> services.put((String) name, merged((Map<?, ?>) service)));
        return services;
    }

    /** YAML 1.1's merge key, which Compose knows. */
    private static Map<String, Object> merged(Map<?, ?> service) {
        Map<String, Object> merged = new TreeMap<>();
        Object shared = service.get("<<");
        List<?> bases = shared == null ? List.of() : shared instanceof List<?> several ? several : List.of(shared);
        bases.forEach(base -> merged((Map<?, ?>) base).forEach(merged::putIfAbsent));
        service.forEach((key, value) -> merged.put((String) key, value));
        return merged;
    }

    @Test
    void should_contain_every_service_when_containers_are_composed() {
        assertThat(services()).hasSize(8).allSatisfy((name, service) -> assertThat(service)
                .as(name)
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("security_opt", List.of("no-new-privileges:true"))
                .containsKeys("mem_limit", "networks"));
        assertThat(services().values())
                .filteredOn(service -> service.containsKey("cap_add"))
                .extracting(service -> service.get("cap_add"))
                .containsExactlyInAnyOrder(
                        List.of("CHOWN", "SETGID", "SETUID"), List.of("CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"));
    }

    @Test
    void should_keep_servers_and_onlookers_apart_when_containers_are_composed() {
        Map<String, Object> networks = new TreeMap<>();
        services().forEach((name, service) -> networks.put(name, service.get("networks")));

        assertThat(compose).contains("data:\n    internal: true");
        assertThat(networks)
                .containsEntry("producer", List.of("data", "default"))
                .containsEntry("consumer", List.of("data", "default"))
                .containsEntry("redis", List.of("data"))
                .containsEntry("mariadb", List.of("data"))
                .containsEntry("s3", List.of("data"))
                .containsEntry("prometheus", List.of("default"))
                .containsEntry("grafana", List.of("default"));
    }

    @Test
    void should_sort_on_a_disk_when_the_program_verifies() {
        assertThat(services().get("producer")).containsEntry("tmpfs", List.of());
        assertThat(services().get("consumer")).containsEntry("tmpfs", List.of());
    }

    @Test
    void should_name_whole_versions_when_an_image_is_another_s() {
        String images = Stream.of(dockerfile, compose)
                .flatMap(file -> IMAGE.matcher(file).results())
                .map(match -> match.group(1).replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1"))
                .collect(Collectors.joining("\n"));

        assertThat(images.lines())
                .hasSize(6)
                .allMatch(image -> image.matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+.*"), "have a version of three numbers");
    }

    /** Adapters and stubs are machine code of the processor on which the image is built. */
    @Test
    void should_archive_no_machine_code_when_the_cache_is_made_and_when_it_is_used() throws IOException {
        assertThat(dockerfile)
                .contains("COPY deploy/java.options java.options")
                .contains("RUN java @java.options -XX:AOTCacheOutput=/app/s3-migration-routes.aot")
                .contains("\"java\", \"@/app/java.options\", \"-XX:AOTCache=/app/s3-migration-routes.aot\"");
        assertThat(Files.readAllLines(Path.of("deploy/java.options")))
                .contains("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching", "-XX:-AOTStubCaching")
                .noneMatch(line -> line.startsWith("-Xlog:aot") || line.startsWith("-Xlog:cds"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void should_use_no_archived_machine_code_when_java_takes_the_options(@TempDir Path folder) throws Exception {
        String cache = folder.resolve("some.aot").toString();
        assertThat(java("-XX:AOTCacheOutput=" + cache, "-version")).contains("AOTCache creation is complete");

        String flags = java("-XX:AOTCache=" + cache, "-XX:+PrintFlagsFinal", "-version");

        assertThat(flags.lines().filter(line -> line.matches(".* AOT(Adapter|Stub)Caching .*")))
                .hasSize(2)
                .allMatch(line -> line.contains("= false"));
    }

    /** Runs the Java of this test with the options of the image. */
    private static String java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@deploy/java.options"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
