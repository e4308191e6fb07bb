package routes.finish;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import routes.config.Event;
import routes.config.Json;
import routes.config.MaskedUri;
import routes.config.Settings;
import routes.fault.S3Faults;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Failures;
import routes.ledger.LedgerCounts;
import routes.ledger.LedgerState;
import routes.table.NearMisses;

/** The report of a run: a summary in JSON and the recorded exceptions in CSV, for the endpoint that the settings name. */
public final class Report {

    private static final Logger LOG = LoggerFactory.getLogger(Report.class);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String BUCKET = "aws2-s3:";
    private static final Pattern DIRECTORY = Pattern.compile("file:(?://)?([^?]+)");
    private static final Pattern S3 = Pattern.compile("s3://([^/?]+)(?:/(.*))?");

    private final Columns columns;
    private final Failures failures;
    private final String endpoint;
    private final String folder;
    private final Clock clock;
    private final Instant startedAt;
    private RunResult written;

    /**
     * A file of the report.
     *
     * @param key the name with the folder of the bucket before it
     * @param content a temporary file
     */
    public record Part(String name, String key, Path content) {}

    /**
     * @param startedAt when the process that ended the run was started
     * @param exceptions failed rows by reason
     * @param nearMisses rows that were left alone, though they look as if they meant legacy objects, by form
     * @param columns each column for itself
     */
    private record Summary(
            String migration,
            String startedAt,
            String endedAt,
            int exitCode,
            long applied,
            long superseded,
            long failed,
            Map<String, Long> exceptions,
            Map<String, NearMisses.Form> nearMisses,
            List<ColumnSummary> columns) {}

    /** What became of the rows of one column. */
    private record ColumnSummary(
            String column, long applied, long superseded, long failed, Map<String, Long> exceptions) {}

    /**
     * @param uri a Camel endpoint that takes files, or {@code s3://BUCKET/FOLDER/}; empty: there is no report
     * @throws routes.config.ConfigurationException when the URI is neither
     */
    public Report(Columns columns, Failures failures, String uri, Clock clock) {
        this.columns = columns;
        this.failures = failures;
        this.clock = clock;
        this.startedAt = clock.instant();
        Matcher s3 = S3.matcher(uri);
        if (s3.matches()) {
            String path = s3.group(2) == null ? "" : s3.group(2);
            this.endpoint = BUCKET + s3.group(1);
            this.folder = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        } else if (uri.isEmpty() || (uri.indexOf(':') > 0 && !uri.startsWith("s3:"))) {
            this.endpoint = uri;
            this.folder = "";
        } else {
            throw Settings.problem(
                    "report.uri",
                    "must be an endpoint such as file:reports or s3://BUCKET/FOLDER/, and is " + MaskedUri.of(uri));
        }
    }

    /** The endpoint to send the files to. */
    public String endpoint() {
        return endpoint;
    }

    /** Writes the files of the report; none when it is not wanted, or was written of the same result: a later step was tried again. */
    public List<Part> write(RunResult result) throws IOException {
        if (endpoint.isEmpty() || result.equals(written)) {
            return List.of();
        }
        Instant now = clock.instant();
        List<Part> parts = new ArrayList<>();
        Path summary = Files.createTempFile("summary", ".json");
        Files.writeString(summary, Json.pretty(summary(result, now)) + "\n", StandardCharsets.UTF_8);
        parts.add(part(now, "summary.json", summary));
        Path exceptions = Files.createTempFile("exceptions", ".csv");
        failures.write(exceptions);
        parts.add(part(now, "exceptions.csv", exceptions));
        written = result;
        return parts;
    }

    /** Removes a temporary file and says where the report is. */
    public void sent(Part part) {
        discard(part);
        Event.REPORT.info(LOG, "report: {}", value("file", place(part)));
    }

    /** Where a part is, as whoever looks for it needs it; with what is no file and no bucket, by its name there. */
    private String place(Part part) {
        if (endpoint.startsWith(BUCKET)) {
            return "s3://" + endpoint.substring(BUCKET.length()) + "/" + part.key();
        }
        Matcher directory = DIRECTORY.matcher(endpoint);
        return directory.matches()
                ? Path.of(directory.group(1)).resolve(part.name()).toString()
                : part.name() + " at " + MaskedUri.of(endpoint);
    }

    /** Says that a part could not be sent: the run is complete all the same, and the ledger holds all of it. */
    public void unsent(Part part, Exception cause) {
        if (part != null) {
            discard(part);
        }
        Event.REPORT.warn(
                LOG,
                "the report cannot be sent to {} (REPORT_URI): {}; the migration is complete all the same, and the ledger holds all of it",
                value("file", MaskedUri.of(endpoint)),
                MaskedUri.inText(S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(cause))));
    }

    private Part part(Instant now, String name, Path content) {
        String full = NAME.format(now) + "-" + name;
        return new Part(full, folder + full, content);
    }

    private Summary summary(RunResult result, Instant now) {
        LedgerCounts counts = result.counts();
        return new Summary(
                columns.describe(),
                startedAt.toString(),
                now.toString(),
                result.exitCode(),
                counts.of(LedgerState.APPLIED),
                counts.of(LedgerState.SUPERSEDED),
                counts.of(LedgerState.FAILED),
                counts.reasons(),
                result.nearMisses().forms(),
                columns.all().stream()
                        .map(column -> summary(column, result.columns().get(column.number())))
                        .toList());
    }

    private static ColumnSummary summary(Column column, LedgerCounts counts) {
        return new ColumnSummary(
                column.name(),
                counts.of(LedgerState.APPLIED),
                counts.of(LedgerState.SUPERSEDED),
                counts.of(LedgerState.FAILED),
                counts.reasons());
    }

    private static void discard(Part part) {
        try {
            Files.deleteIfExists(part.content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
