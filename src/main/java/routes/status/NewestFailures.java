package routes.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import routes.config.Json;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.window.WindowedQuery;

/**
 * The exceptions recorded last. Finding them reads the whole ledger, so that an answer is kept for twenty times as long as it took, and for
 * five seconds at least; whoever asks while another one is made gets the one before.
 */
public final class NewestFailures {

    private static final int ROWS = 50;
    private static final int SHARE = 20;
    private static final Duration LEAST = Duration.ofSeconds(5);

    private final List<WindowedQuery<Failure>> newest;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile String answer = "[]";
    private Instant until = Instant.MIN;

    /** A row that could not be migrated. */
    record Failure(String key, String oldPath, String reason, String detail, int attempts, String time) {}

    public NewestFailures(Columns columns, DataSource database, Clock clock) {
        this.newest =
                columns.all().stream().map(column -> newest(column, database)).toList();
        this.clock = clock;
    }

    private static WindowedQuery<Failure> newest(Column column, DataSource database) {
        return new WindowedQuery<>(
                column.statements(),
                database,
                WindowedQuery.Over.LEDGER,
                column.statements()
                        .get(NewestFailures.class, "failures-newest", Map.of("${most}", Integer.toString(ROWS))),
                (row, number) -> new Failure(
                        column.migration().nameOf(column.keyType().read(row, 1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        row.getString(6)));
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
        newest.forEach(ofColumn -> ofColumn.forEach(window -> {
            rows.addAll(window);
            while (rows.size() > ROWS) {
                rows.remove();
            }
        }));
        answer = Json.write(rows.stream()
                .sorted(Comparator.comparing(Failure::time).reversed())
                .toList());
        Instant ended = clock.instant();
        Duration pause = Duration.between(began, ended).multipliedBy(SHARE);
        until = ended.plus(pause.compareTo(LEAST) > 0 ? pause : LEAST);
    }
}
