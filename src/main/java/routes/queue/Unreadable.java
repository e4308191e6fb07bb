package routes.queue;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import routes.config.Event;
import routes.config.Json;

/**
 * Reads what lies under the namespace in Redis, where another version or anybody else may have put something else: that counts as absent,
 * because all that is there can be lost. It is told of, in the log once by each process, and in the status for as long as it is there.
 */
public final class Unreadable {

    private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();
    private static final String WRONG_TYPE = "WRONGTYPE";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
    private static final int NAMED = 3;

    private final Map<String, String> lines = new ConcurrentSkipListMap<>();

    /** A text of this form. */
    public Optional<String> text(UnifiedJedis redis, String key, Pattern form) {
        return read(
                key, Optional.empty(), () -> Optional.ofNullable(redis.get(key)).map(text -> {
                    if (!form.matcher(text).matches()) {
                        throw new IllegalArgumentException("%.40s".formatted(text));
                    }
                    return text;
                }));
    }

    /** A record in JSON. */
    public <T> Optional<T> json(UnifiedJedis redis, String key, Class<T> type) {
        return read(
                key, Optional.empty(), () -> Optional.ofNullable(redis.get(key)).map(text -> Json.read(text, type)
                        .orElseThrow(() -> new IllegalArgumentException("%.80s".formatted(text)))));
    }

    /**
     * What a reader makes of a key's value.
     *
     * @param absent what it counts as when it cannot be read
     * @param reader throws an {@link IllegalArgumentException} then
     */
    public <T> T read(String key, T absent, Supplier<T> reader) {
        try {
            T value = reader.get();
            settle(key);
            return value;
        } catch (IllegalArgumentException e) {
            note(key, key + " in Redis cannot be read, and is left out: " + e.getMessage());
        } catch (JedisDataException e) {
            if (!String.valueOf(e.getMessage()).contains(WRONG_TYPE)) {
                throw e;
            }
            note(key, key + " in Redis is of another type, and is left out");
        }
        return absent;
    }

    /**
     * A number of rows, a time or the like.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static long number(String name, String text) {
        if (text == null || !NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("%s is %.40s".formatted(name, text));
        }
        return Long.parseLong(text);
    }

    /**
     * Notes which of many entries of a kind cannot be read.
     *
     * @param kind what is known by this name until it is said again
     * @param what of them, for people, such as {@code signs of life}
     * @param names of the keys; none: all of them can be read
     */
    public void some(String kind, String what, List<String> names) {
        if (names.isEmpty()) {
            settle(kind);
            return;
        }
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        note(
                kind,
                "%d %s in Redis cannot be read, and are left out: %s%s"
                        .formatted(names.size(), what, first, names.size() > NAMED ? ", ..." : ""));
    }

    /** The line about a key, or a kind of keys, that could not be read the last time. */
    public Optional<String> line(String key) {
        return Optional.ofNullable(lines.get(key));
    }

    /** One line for each key that could not be read the last time. */
    public List<String> lines() {
        return new ArrayList<>(lines.values());
    }

    /** Notes a line until the next one about the same. */
    public void note(String key, String line) {
        String printable = line.replaceAll("\\p{Cntrl}", "?");
        lines.put(key, printable);
        if (TOLD.add(key)) {
            Event.UNREADABLE.warn(LOG, "{}", printable, value("entry", key));
        }
    }

    private void settle(String key) {
        if (lines.remove(key) != null) {
            TOLD.remove(key);
        }
    }
}
