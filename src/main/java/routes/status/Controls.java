package routes.status;

import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import redis.clients.jedis.UnifiedJedis;
import routes.process.Control;
import routes.table.Sql;

/** What the page's buttons do: the same as the operator's commands of their names. */
public final class Controls {

    private static final int ROWS = 5000;

    private final UnifiedJedis redis;
    private final String flag;
    private final JdbcTemplate jdbc;
    private final String retry;

    public Controls(UnifiedJedis redis, String namespace, JdbcTemplate jdbc, Sql statements) {
        this.redis = redis;
        this.flag = namespace + ":control";
        this.jdbc = jdbc;
        this.retry = statements.get("retry-failed");
    }

    /**
     * Does what a button says.
     *
     * @return a sentence for whoever pressed it
     * @throws HttpRefusal 404 when there is no such button
     */
    public Map<String, String> act(String action) throws HttpRefusal {
        return switch (action) {
            case "pause" -> pause();
            case "resume" -> resume();
            case "retry" -> retry();
            default -> throw new HttpRefusal(404, "There is no such action.");
        };
    }

    /** Has every process take no new work. */
    private Map<String, String> pause() {
        redis.set(flag, Control.PAUSED);
        return Map.of("message", "Pausing: no new work is taken, what is in flight is finished.");
    }

    /** Has every process take work again. */
    private Map<String, String> resume() {
        redis.del(flag);
        return Map.of("message", "Resumed.");
    }

    /** Has the scan find the failed rows again, in its next pass at the latest. */
    private Map<String, String> retry() {
        long marked = 0;
        int last = ROWS;
        while (last == ROWS) {
            last = jdbc.update(retry, ROWS);
            marked += last;
        }
        return Map.of("message", marked == 1 ? "1 row will be tried again." : marked + " rows will be tried again.");
    }
}
