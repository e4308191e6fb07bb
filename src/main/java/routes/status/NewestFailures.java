package routes.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import routes.config.Json;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/**
 * The exceptions recorded last. Finding them reads the whole ledger, so that an answer is kept for twenty times as long as it took, and for
 * five seconds at least; whoever asks while another one is made gets the one before.
 */
public final class NewestFailures {

    private static final int ROWS = 50;
    private static final int SHARE = 20;
    private static final Duration LEAST = Duration.ofSeconds(5);

    private final WindowedQuery<Failure> newest;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile String answer = "[]";
    private Instant until = Instant.MIN;

    /** A row that could not be migrated. */
    record Failure(String key, String oldPath, String reason, String detail, int attempts, String time) {}

    public NewestFailures(TableSchema schema, Sql statements, DataSource database, Clock clock) {
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
        this.clock = clock;
    }

    /** The newest, as JSON. */
    public String json() {
        if (looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return answer;
    }

    private void look() {
        Instant began = clock.instant();
        if (!began.isAfter(until)) {
            return;
        }
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
}
