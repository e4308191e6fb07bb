package routes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ExitCode;

/** deploy/ecs-run, with an `aws` that answers what it was told to, and keeps what it was asked. */
class EcsRunTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As Terraform prints its output. */
    private static final String DEPLOYMENT = """
            {"region": "eu-west-1", "cluster": "s3mig", "task_definition": "s3mig-producer", "container": "producer",
             "subnets": ["subnet-a", "subnet-b"], "security_groups": ["sg-app"], "log_group": "/ecs/s3mig/producer", "log_prefix": "producer"}
            """;

    /** Answers with the file of the call's number, or the last one there is; one that begins with ! is an error. */
    private static final String AWS = """
            #!/bin/bash
            cd "${0%/*}/.."
            n=1
            while [ -e "$1-$2.call$n" ]; do n=$((n + 1)); done
            printf '%s\\0' "$@" "region=$AWS_REGION" > "$1-$2.call$n"
            while [ ! -e "$1-$2.answer$n" ] && [ $n -gt 0 ]; do n=$((n - 1)); done
            answer=$(<"$1-$2.answer$n")
            case $answer in
              !*) echo "${answer#!}" >&2; exit 254 ;;
              *) printf '%s\\n' "$answer" ;;
            esac
            """;

    private static final String TERRAFORM = """
            #!/bin/bash
            cd "${0%/*}/.."
            printf '%s\\0' "$@" > terraform.call1
            printf '%s\\n' "$(<deployment)"
            """;

    @TempDir
    private Path folder;

    /** What the script came to. */
    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(folder.resolve("bin"));
        program("aws", AWS);
        program("terraform", TERRAFORM);
        Files.writeString(folder.resolve("deployment"), DEPLOYMENT);
        answers(
                "ecs-run-task",
                "{\"tasks\": [{\"taskArn\": \"arn:aws:ecs:eu-west-1:123456789012:task/s3mig/0a1b\"}], \"failures\": []}");
        answers("ecs-describe-tasks", task("RUNNING", ""), task("STOPPED", ", \"exitCode\": 0"));
        answers(
                "logs-get-log-events",
                "!An error occurred (ResourceNotFoundException): no such stream",
                log("a", "one"),
                log("a"));
    }

    private void program(String name, String text) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void answers(String call, String... answers) throws IOException {
        for (int i = 0; i < answers.length; i++) {
            Files.writeString(folder.resolve(call + ".answer" + (i + 1)), answers[i]);
        }
    }

    private static String task(String status, String more) {
        return """
                {"tasks": [{"lastStatus": "%s", "stoppedReason": "Task failed to start",
                  "containers": [{"name": "agent", "exitCode": 9}, {"name": "producer", "reason": "CannotPullContainerError"%s}]}]}
                """.formatted(status, more);
    }

    private static String log(String token, String... lines) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : lines) {
            events.add(JSON.createObjectNode().put("message", line));
        }
        return JSON.writeValueAsString(Map.of("events", events, "nextForwardToken", token));
    }

    private Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("deploy/ecs-run"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("ECS_RUN_PAUSE", "0");
        Process process = builder.start();
        process.getOutputStream().close();
        int exitCode = process.waitFor();
        return new Ended(exitCode, Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    /** The arguments of a call. */
    private List<String> called(String call, int number) throws IOException {
        String arguments = Files.readString(folder.resolve(call + ".call" + number), StandardCharsets.UTF_8);
        return List.of(arguments.substring(0, arguments.length() - 1).split("\0", -1));
    }

    private static String option(List<String> arguments, String name) {
        return arguments.get(arguments.indexOf(name) + 1);
    }

    @Test
    void should_pass_every_argument_as_it_is_when_a_task_is_started() throws Exception {
        String[] arguments = {
            "finish", "--table", "led'ger \"of\" `mine`", "--", "-n", "", "$HOME * ~", "two\nlines", "Été\\", "--arg"
        };

        assertThat(run(arguments).exitCode()).isEqualTo(ExitCode.DONE);

        List<String> call = called("ecs-run-task", 1);
        assertThat(JSON.readTree(option(call, "--overrides")))
                .isEqualTo(JSON.valueToTree(Map.of(
                        "containerOverrides", List.of(Map.of("name", "producer", "command", List.of(arguments))))));
    }

    @Test
    void should_run_where_terraform_says_when_nothing_else_is_given() throws Exception {
        assertThat(run("plan").exitCode()).isEqualTo(ExitCode.DONE);

        assertThat(called("terraform", 1)).endsWith("output", "-json", "ecs_run");
        List<String> call = called("ecs-run-task", 1);
        assertThat(call).endsWith("region=eu-west-1");
        assertThat(option(call, "--cluster")).isEqualTo("s3mig");
        assertThat(option(call, "--task-definition")).isEqualTo("s3mig-producer");
        assertThat(JSON.readTree(option(call, "--network-configuration"))).isEqualTo(JSON.readTree("""
                        {"awsvpcConfiguration":
                          {"subnets": ["subnet-a", "subnet-b"], "securityGroups": ["sg-app"], "assignPublicIp": "DISABLED"}}
                        """));
        List<String> log = called("logs-get-log-events", 1);
        assertThat(option(log, "--log-group-name")).isEqualTo("/ecs/s3mig/producer");
        assertThat(option(log, "--log-stream-name")).isEqualTo("producer/producer/0a1b");
    }

    @Test
    void should_find_in_terraforms_output_what_it_reads_when_it_is_run() throws IOException {
        String outputs = Files.readString(Path.of("terraform/outputs.tf"));
        String output = outputs.substring(outputs.indexOf("output \"ecs_run\""));
        Set<String> written = new TreeSet<>();
        Pattern.compile("(?m)^    (\\w+) +=").matcher(output).results().forEach(match -> written.add(match.group(1)));
        Set<String> known = new TreeSet<>();
        JSON.readTree(DEPLOYMENT).fieldNames().forEachRemaining(known::add);

        assertThat(written).isEqualTo(known);
    }

    @Test
    void should_end_with_the_exit_code_of_the_command_when_its_task_ends() throws Exception {
        int exitCode = 143;
        answers("ecs-describe-tasks", task("RUNNING", ""), task("STOPPED", ", \"exitCode\": " + exitCode));

        assertThat(run("verify", "--sizes-only").exitCode()).isEqualTo(exitCode);
    }

    @Test
    void should_show_each_line_once_and_the_late_ones_too_when_the_log_comes_in_pieces() throws Exception {
        answers(
                "logs-get-log-events",
                "!An error occurred (ResourceNotFoundException): no such stream",
                log("a", "ready in 3 s", " 5,880 rows \"found\"\t✓"),
                log("a"),
                log("a"),
                log("b", "late"),
                log("b"));

        assertThat(run("plan"))
                .isEqualTo(new Ended(
                        ExitCode.DONE,
                        "ready in 3 s\n 5,880 rows \"found\"\t✓\nlate\n",
                        "task 0a1b in cluster s3mig\n"));
    }

    @Test
    void should_go_on_when_ecs_cannot_be_asked_for_a_moment() throws Exception {
        answers("ecs-describe-tasks", task("RUNNING", ""), "!Could not connect", task("STOPPED", ", \"exitCode\": 3"));

        assertThat(run("resync").exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
    }

    @Test
    void should_go_on_when_ecs_does_not_know_yet_what_it_has_started() throws Exception {
        answers("ecs-describe-tasks", "{\"tasks\": []}", task("STOPPED", ", \"exitCode\": 3"));

        assertThat(run("resync").exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
    }

    @Test
    void should_say_where_the_log_is_when_ecs_has_forgotten_the_task() throws Exception {
        answers("ecs-describe-tasks", "{\"tasks\": []}", "{\"tasks\": []}", "{\"tasks\": []}");

        Ended ended = run("--follow", "ffee");

        assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).endsWith("its log is producer/producer/ffee in /ecs/s3mig/producer\n");
    }

    @Test
    void should_say_why_when_ecs_starts_no_task() throws Exception {
        answers("ecs-run-task", "{\"tasks\": [], \"failures\": [{\"reason\": \"Capacity is unavailable\"}]}");

        assertThat(run("plan"))
                .isEqualTo(new Ended(
                        ExitCode.FAILED, "", "ecs-run: the task could not be started: Capacity is unavailable\n"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("ecs-describe-tasks.call"));
        }
    }

    @Test
    void should_say_what_aws_says_when_the_call_is_refused() throws Exception {
        answers("ecs-run-task", "!An error occurred (AccessDeniedException)");

        assertThat(run("plan"))
                .isEqualTo(new Ended(
                        ExitCode.FAILED,
                        "",
                        "An error occurred (AccessDeniedException)\necs-run: the task could not be started\n"));
    }

    @Test
    void should_give_the_reason_when_the_task_never_ran() throws Exception {
        answers("ecs-describe-tasks", task("STOPPED", ""));

        Ended ended = run("plan");

        assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).endsWith("without an exit code: Task failed to start; CannotPullContainerError\n");
    }

    @Test
    void should_start_nothing_and_need_no_terraform_when_a_task_of_a_given_deployment_is_followed() throws Exception {
        Path file = Files.writeString(folder.resolve("a file"), DEPLOYMENT);

        Ended ended =
                run("--deployment", file.toString(), "--follow", "arn:aws:ecs:eu-west-1:123456789012:task/s3mig/ffee");

        assertThat(ended.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(folder.resolve("ecs-run-task.call1")).doesNotExist();
        assertThat(folder.resolve("terraform.call1")).doesNotExist();
        assertThat(option(called("ecs-describe-tasks", 1), "--tasks")).isEqualTo("ffee");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--nonsense", "--deployment", "--follow", "producer", "consumer", "run"})
    void should_start_nothing_and_end_with_2_when_it_is_used_wrongly(String argument) throws Exception {
        Ended ended = argument.isEmpty() ? run() : run(argument);

        assertThat(ended.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(folder.resolve("ecs-run-task.call1")).doesNotExist();
    }
}
