package routes.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Resources;
import routes.table.NearMisses;

/**
 * How far the scan has come, in Redis, where it moves together with the jobs. Each step is a compare-and-set on where the caller saw it, so
 * that two producers do no harm. It can be lost: the next pass begins at the beginning.
 */
public final class ScanCursor {

    private static final String BEGIN_PASS = script("begin-pass");
    private static final String COMPLETE_PASS = NearMissNotes.script("complete-pass");
    private static final String ADVANCE = NearMissNotes.script("advance");

    private final UnifiedJedis redis;
    private final QueueKeys keys;
    private final String key;
    private final Unreadable unreadable;

    ScanCursor(UnifiedJedis redis, QueueKeys keys, Unreadable unreadable) {
        this.redis = redis;
        this.keys = keys;
        this.unreadable = unreadable;
        this.key = keys.scan();
    }

    /** The state of the scan; empty before the first pass, and after Redis has lost its data. */
    public Optional<ScanState> read() {
        return unreadable.read(key, Optional.empty(), () -> {
            Map<String, String> state = redis.hgetAll(key);
            return state.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ScanState(
                            Unreadable.number("pass", state.get("pass")),
                            column(state.get("cursor")),
                            key(state.get("cursor")),
                            Unreadable.number("sequence", state.get("sequence")),
                            Unreadable.number("rows", state.get("rows")),
                            "1".equals(state.get("complete"))));
        });
    }

    /**
     * Starts the next pass at the beginning of the first table.
     *
     * @param over the pass that is over, if there was one
     */
    public void beginPass(Optional<ScanState> over) {
        if (over.isEmpty() && read().isEmpty()) {
            redis.del(key); // there may be something that is the state of no scan
        }
        String pass = over.map(state -> Long.toString(state.pass())).orElse("");
        redis.eval(BEGIN_PASS, List.of(key, keys.evenNearMisses(), keys.oddNearMisses()), List.of(pass));
    }

    /**
     * Moves past rows of which none is to be migrated.
     *
     * @param seen those of them that look as if they were to be
     */
    public void advance(ScanState state, String through, NearMisses seen) {
        redis.eval(
                ADVANCE,
                List.of(key, keys.nearMisses(state.pass())),
                NearMissNotes.arguments(
                        seen, Long.toString(state.pass()), encoded(state), encoded(state.column(), through)));
    }

    /**
     * Goes on to the table of the next column.
     *
     * @param seen rows after the cursor that look as if they were to be migrated
     */
    public void beginColumn(ScanState state, NearMisses seen) {
        redis.eval(
                ADVANCE,
                List.of(key, keys.nearMisses(state.pass())),
                NearMissNotes.arguments(
                        seen, Long.toString(state.pass()), encoded(state), encoded(state.column() + 1, null)));
    }

    /**
     * Marks the pass as having reached the end of the last table.
     *
     * @param seen rows after the cursor that look as if they were to be migrated
     */
    public void completePass(ScanState state, NearMisses seen) {
        redis.eval(
                COMPLETE_PASS,
                List.of(key, keys.nearMisses(state.pass())),
                NearMissNotes.arguments(seen, Long.toString(state.pass()), encoded(state)));
    }

    /** Forgets the scan, so that the next run begins with a pass of its own. */
    public void forget() {
        redis.del(key);
    }

    private static String encoded(ScanState state) {
        return encoded(state.column(), state.cursor());
    }

    /** A key may be the empty text, which is not the start of the table. The first column is not said: most migrations have no other. */
    static String encoded(int column, String cursor) {
        return (column == 0 ? "" : Integer.toString(column)) + (cursor == null ? "" : "=" + cursor);
    }

    private static int column(String cursor) {
        if (cursor == null) {
            throw new IllegalArgumentException("there is no cursor");
        }
        int end = cursor.indexOf('=');
        String column = end < 0 ? cursor : cursor.substring(0, end);
        return column.isEmpty() ? 0 : (int) Unreadable.number("column", column);
    }

    private static String key(String cursor) {
        int end = cursor.indexOf('=');
        return end < 0 ? null : cursor.substring(end + 1);
    }

    private static String script(String name) {
        return Resources.text(ScanCursor.class, name + ".lua");
    }
}
