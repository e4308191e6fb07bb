package routes.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import routes.MigrationFixture;
import routes.config.ExitCode;
import routes.status.ProcessStatus;
import routes.status.Situation;
import routes.status.Status;

/**
 * The metrics and alarms of terraform/, against the lines that the program writes: what CloudWatch would make of them is made of them
 * here.
 */
class CloudWatchTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TERRAFORM = Path.of("terraform");
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static final Pattern FIELD = Pattern.compile("(?m)^ +([A-Z]\\w+) += \"([a-z]\\w+)\"$");
    private static final Pattern OPERAND = Pattern.compile("(?m)^ +(\\w+) += \\[\"(\\w+)\", \"(Minimum|Maximum)\"\\]$");

    /** Name of a metric: field of the line that it is read from. */
    private static Map<String, String> metrics;

    private static String alarms;

    @BeforeAll
    static void read() throws IOException {
        String logs = Files.readString(TERRAFORM.resolve("logs.tf"));
        metrics = new TreeMap<>();
        FIELD.matcher(logs.substring(logs.indexOf("progress_metrics = {"), logs.indexOf("\n  }\n")))
                .results()
                .forEach(match -> metrics.put(match.group(1), match.group(2)));
        alarms = Files.readString(TERRAFORM.resolve("alarms.tf"))
                + Files.readString(TERRAFORM.resolve("autoscaling.tf"));
        assertThat(metrics).hasSizeGreaterThan(5);
    }

    /** What of a migration the metrics depend on, as it is at one time. */
    private record Moment(
            long queued,
            long copied,
            long failed,
            long applied,
            Long blockedSeconds,
            Status.CutOver cutOver,
            long deadLetters) {

        static Moment of(long queued, long copied, long failed, long applied) {
            return new Moment(queued, copied, failed, applied, null, null, 0);
        }

        Moment refusedFor(long seconds) {
            return new Moment(queued, copied, failed, applied, seconds, cutOver, deadLetters);
        }

        Moment waitingFor(Instant order) {
            Status.CutOver.Stage stage = order == null ? Status.CutOver.Stage.READY : Status.CutOver.Stage.ORDERED;
            return new Moment(
                    queued,
                    copied,
                    failed,
                    applied,
                    blockedSeconds,
                    new Status.CutOver(stage, copied - applied, 1, order),
                    deadLetters);
        }

        Moment withDeadLetters(long jobs) {
            return new Moment(queued, copied, failed, applied, blockedSeconds, cutOver, jobs);
        }

        private ProcessStatus process(String id, Long blocked) {
            return new ProcessStatus(
                    id,
                    "consumer",
                    "host",
                    ProcessStatus.State.RUNNING,
                    NOW,
                    NOW,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    new ProcessStatus.Pacing(1000, 0, 0, 0, blocked, 0, 0),
                    null,
                    null,
                    null);
        }

        Status status() {
            return new Status(
                    NOW,
                    "",
                    "",
                    Situation.of(Status.State.RUNNING),
                    null,
                    new Status.Rows(
                            1_000_000L, copied, copied - applied, applied, 0, 0, failed, null, null, null, true),
                    null,
                    new Status.Rates(12.5, 0, 0),
                    null,
                    new Status.Queue(queued, 0, 0, 500, null, deadLetters, List.of()),
                    List.of(process("a", null), process("b", blockedSeconds)),
                    Map.of(),
                    List.of(),
                    Map.of(),
                    cutOver,
                    null,
                    List.of());
        }
    }

    /** What is logged meanwhile, as LOG_FORMAT=json writes it. */
    private static List<JsonNode> logged(ThrowingRunnable action) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("routes");
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        Level level = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(events);
        try {
            action.run();
        } finally {
            logger.detachAppender(events);
            logger.setLevel(level);
        }
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.start();
        List<JsonNode> lines = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(events.list)) {
            lines.add(JSON.readTree(encoder.encode(event)));
        }
        return lines;
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    /** The progress lines of a period. */
    private static List<JsonNode> period(Moment... moments) throws Exception {
        return logged(() -> List.of(moments).forEach(moment -> ProgressLine.tell(moment.status())));
    }

    private static String block(String alarm) {
        int begin = alarms.indexOf("resource \"aws_cloudwatch_metric_alarm\" \"" + alarm + "\" {");
        assertThat(begin).as(alarm).isNotNegative();
        return alarms.substring(begin, alarms.indexOf("\n}\n", begin));
    }

    private static String argument(String block, String name) {
        Matcher matcher =
                Pattern.compile("(?m)^ +" + name + " += \"?([^\"\n]+?)\"?$").matcher(block);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }

    private static double statistic(String name, String metric, List<JsonNode> period) {
        DoubleStream values = period.stream()
                .mapToDouble(line -> line.get(metrics.get(metric)).asDouble());
        return (name.equals("Minimum") ? values.min() : values.max()).orElseThrow();
    }

    /** Whether an alarm of a metric, or of an expression over some, would count this period as breaching. */
    private static boolean breaches(String alarm, List<JsonNode> period) {
        String block = block(alarm);
        double threshold = Double.parseDouble(argument(block, "threshold"));
        assertThat(argument(block, "comparison_operator")).isEqualTo("GreaterThanThreshold");
        if (!block.contains("expression")) {
            return statistic(argument(block, "statistic"), argument(block, "metric_name"), period) > threshold;
        }
        StandardEvaluationContext operands = new StandardEvaluationContext();
        OPERAND.matcher(block)
                .results()
                .forEach(match ->
                        operands.setVariable(match.group(1), statistic(match.group(3), match.group(2), period)));
        String expression = argument(block, "expression")
                .replaceAll("\\b([a-z]\\w*)\\b", "#$1")
                .replaceFirst("^IF\\((.*), 1, 0\\)$", "($1) ? 1.0 : 0.0");
        return new SpelExpressionParser().parseExpression(expression).getValue(operands, Double.class) > threshold;
    }

    @Test
    void should_write_a_number_for_each_metric_when_progress_is_told() throws Exception {
        JsonNode line = period(new Moment(7, 100, 20, 30, 11L, null, 3)).get(0);

        assertThat(line.get("event").asText()).isEqualTo("progress");
        Map<String, Double> values = new TreeMap<>();
        metrics.forEach((metric, field) -> {
            assertThat(line.path(field).isNumber()).as(metric + ", " + field).isTrue();
            values.put(metric, line.get(field).asDouble());
        });
        assertThat(values)
                .isEqualTo(Map.of(
                        "QueueDepth", 7.0,
                        "RowsHandled", 120.0,
                        "RowsFailed", 20.0,
                        "RowsApplied", 30.0,
                        "RowsToRewrite", 70.0,
                        "DeadLetters", 3.0,
                        "CopiesPerSecond", 12.5,
                        "SecondsRefused", 11.0));
    }

    @Test
    void should_read_metrics_that_are_made_when_an_alarm_is_evaluated() {
        Set<String> named = new TreeSet<>();
        for (String block : alarms.split("(?m)^resource ")) {
            if (block.contains("local.metric_namespace")) {
                Pattern.compile("metric_name += \"(\\w+)\"")
                        .matcher(block)
                        .results()
                        .forEach(match -> named.add(match.group(1)));
                OPERAND.matcher(block).results().forEach(match -> named.add(match.group(2)));
            }
        }

        Set<String> made = new TreeSet<>(metrics.keySet());
        made.add("Completed");
        assertThat(named).contains("QueueDepth", "SecondsRefused", "Completed");
        assertThat(made).containsAll(named);
    }

    @Test
    void should_tell_the_end_once_when_a_migration_is_complete() throws Exception {
        String logs = Files.readString(TERRAFORM.resolve("logs.tf"));
        MigrationFixture fixture =
                new MigrationFixture().withTable().rowsWithObjects("image/a").rows("image/missing");

        List<JsonNode> lines = logged(() -> assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS));

        assertThat(logs).contains("pattern        = \"{ $.event = \\\"complete\\\" }\"");
        assertThat(lines)
                .filteredOn(line -> line.path("event").asText().equals("complete"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.get("applied").asLong()).isEqualTo(1);
                    assertThat(line.get("failed").asLong()).isEqualTo(1);
                });
    }

    @Test
    void should_find_a_stalled_run_when_nothing_is_copied_or_nothing_is_rewritten() throws Exception {
        assertThat(breaches("no_progress", period(Moment.of(500, 100, 2, 100), Moment.of(500, 100, 2, 100))))
                .isTrue();
        assertThat(breaches("no_progress", period(Moment.of(0, 100, 2, 40), Moment.of(0, 900, 2, 40))))
                .isTrue();

        assertThat(breaches("no_progress", period(Moment.of(500, 100, 2, 40), Moment.of(500, 101, 2, 41))))
                .isFalse();
        assertThat(breaches("no_progress", period(Moment.of(500, 100, 2, 100), Moment.of(500, 100, 3, 100))))
                .isFalse();
        assertThat(breaches("no_progress", period(Moment.of(0, 100, 2, 100), Moment.of(0, 100, 2, 100))))
                .isFalse();
    }

    @Test
    void should_find_no_stalled_run_when_rows_wait_for_an_order_to_cut_over() throws Exception {
        Moment copied = Moment.of(0, 100, 0, 0);

        assertThat(breaches("no_progress", period(copied.waitingFor(null)))).isFalse();
        assertThat(breaches("no_progress", period(copied.waitingFor(NOW.plusSeconds(1)))))
                .isFalse();
        assertThat(breaches("no_progress", period(copied.waitingFor(NOW.minusSeconds(1)))))
                .isTrue();
    }

    @Test
    void should_find_exceptions_when_they_are_more_than_usual() throws Exception {
        assertThat(breaches("exceptions", period(Moment.of(5, 1000, 0, 0), Moment.of(5, 1000, 11, 0))))
                .isTrue();

        assertThat(breaches("exceptions", period(Moment.of(5, 50, 10, 0)))).isFalse();
        assertThat(breaches("exceptions", period(Moment.of(5, 10_000, 100, 0)))).isFalse();
        assertThat(breaches("exceptions", period(Moment.of(0, 0, 0, 0)))).isFalse();
    }

    @Test
    void should_find_throttling_when_one_process_has_been_refused_for_long() throws Exception {
        assertThat(breaches(
                        "slow_down",
                        period(Moment.of(5, 10, 0, 0), Moment.of(5, 10, 0, 0).refusedFor(301))))
                .isTrue();

        assertThat(breaches("slow_down", period(Moment.of(5, 10, 0, 0).refusedFor(300))))
                .isFalse();
        assertThat(breaches("slow_down", period(Moment.of(5, 10, 0, 0)))).isFalse();
    }

    @Test
    void should_find_dead_letters_when_there_is_one() throws Exception {
        assertThat(breaches("dead_letters", period(Moment.of(0, 10, 0, 10).withDeadLetters(1))))
                .isTrue();
        assertThat(breaches("dead_letters", period(Moment.of(0, 10, 0, 10)))).isFalse();
    }
}
