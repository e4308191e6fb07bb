package routes.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Json;
import routes.config.Resources;
import routes.table.NearMisses;

/**
 * What the passes over the table have seen of rows that are written in no form that is migrated; kept in Redis, where it moves together with
 * the cursor, so that each row counts once in a pass. It outlives the end of a run.
 */
public final class NearMissNotes {

    private static final String ROWS = "rows:";
    private static final String SAMPLES = "samples:";

    private final UnifiedJedis redis;
    private final QueueKeys keys;
    private final Unreadable unreadable;

    NearMissNotes(UnifiedJedis redis, QueueKeys keys, Unreadable unreadable) {
        this.unreadable = unreadable;
        this.redis = redis;
        this.keys = keys;
    }

    /**
     * Those of the whole table, as of the last pass that reached its end; while the first one is on its way, those so far.
     *
     * @param scan the state of the scan; empty after the end
     */
    public NearMisses read(Optional<ScanState> scan) {
        Map<String, String> even = noted(keys.evenNearMisses());
        Map<String, String> odd = noted(keys.oddNearMisses());
        boolean evenIsNewer = pass(even) > pass(odd);
        NearMisses newest = misses(evenIsNewer ? even : odd);
        boolean complete = scan.map(state -> state.complete() || state.pass() > Math.max(pass(even), pass(odd)))
                .orElse(true);
        NearMisses older = misses(evenIsNewer ? odd : even);
        return complete || newest.rows() > older.rows() ? newest : older;
    }

    /** A script that notes, too. */
    static String script(String name) {
        return Resources.text(NearMissNotes.class, "note-near-misses.lua")
                + Resources.text(NearMissNotes.class, name + ".lua");
    }

    /** The arguments of such a script: its own, then the notes. */
    static List<String> arguments(NearMisses seen, String... own) {
        List<String> arguments = new ArrayList<>(List.of(own));
        seen.forms().forEach((form, rows) -> {
            arguments.add(form);
            arguments.add(Long.toString(rows.rows()));
            arguments.add(Json.write(rows.samples()));
        });
        return arguments;
    }

    private static long pass(Map<String, String> noted) {
        return Unreadable.number("pass", noted.getOrDefault("pass", "0"));
    }

    private Map<String, String> noted(String key) {
        return unreadable.read(key, Map.of(), () -> {
            Map<String, String> noted = redis.hgetAll(key);
            misses(noted);
            pass(noted);
            return noted;
        });
    }

    private static NearMisses misses(Map<String, String> noted) {
        Map<String, NearMisses.Form> forms = new TreeMap<>();
        noted.forEach((field, value) -> {
            if (field.startsWith(ROWS)) {
                String form = field.substring(ROWS.length());
                List<NearMisses.Sample> samples = Json.read(noted.get(SAMPLES + form), NearMisses.Sample[].class)
                        .map(List::of)
                        .orElse(List.of());
                forms.put(form, new NearMisses.Form(Unreadable.number(field, value), samples));
            }
        });
        return new NearMisses(forms);
    }
}
