package routes.status;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import javax.sql.DataSource;
import routes.config.Json;
import routes.ledger.Failures;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/**
 * The exceptions recorded last, and all of them as a file. Finding the last ones reads the whole ledger, so that an answer is kept
 * for twenty times as long as it took, and for five seconds at least.
 */
public final class NewestFailures {

    private static final int ROWS = 50;
    private static final int SHARE = 20;
    private static final Duration LEAST = Duration.ofSeconds(5);

    private final WindowedQuery<Failure> newest;
    private final Failures failures;
    private final Clock clock;
    private String answer = "[]";
    private Instant until = Instant.MIN;

    /** A row that could not be migrated. */
    record Failure(String key, String oldPath, String reason, String detail, int attempts, String time) {}

    public NewestFailures(TableSchema schema, Sql statements, DataSource database, Failures failures, Clock clock) {
        this.newest = new WindowedQuery<>(
                statements,
                database,
                WindowedQuery.Over.LEDGER,
                statements.get(NewestFailures.class, "failures-newest", Map.of("${most}", Integer.toString(ROWS))),
                (row, number) -> new Failure(
                        schema.keyType().read(row, 1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        row.getString(6)));
        this.failures = failures;
        this.clock = clock;
    }

    /** The newest, as JSON. */
    public synchronized String json() {
        Instant began = clock.instant();
        if (began.isAfter(until)) {
            PriorityQueue<Failure> rows = new PriorityQueue<>(Comparator.comparing(Failure::time));
            newest.forEach(window -> {
                rows.addAll(window);
                while (rows.size() > ROWS) {
                    rows.remove();
                }
            });
            answer = Json.write(rows.stream()
                    .sorted(Comparator.comparing(Failure::time).reversed())
                    .toList());
            Instant ended = clock.instant();
            Duration pause = Duration.between(began, ended).multipliedBy(SHARE);
            until = ended.plus(pause.compareTo(LEAST) > 0 ? pause : LEAST);
        }
        return answer;
    }

    /** All of them as CSV; the file behind it is gone when the stream is closed. */
    public InputStream csv() throws IOException {
        Path file = Files.createTempFile("exceptions", ".csv");
        try {
            failures.write(file);
            return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
