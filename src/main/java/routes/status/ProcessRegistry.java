package routes.status;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Json;
import routes.config.Resources;
import routes.queue.Unreadable;

/**
 * The signs of life of all processes of a migration, in Redis: {@code NAMESPACE:process:ID} holds one process and expires,
 * {@code NAMESPACE:processes} their ids, {@code NAMESPACE:counters} the sum of what they did, {@code NAMESPACE:counts} the
 * last exact count of the ledger, {@code NAMESPACE:run} when the last run began, {@code NAMESPACE:end} how it ended. All of it can be lost.
 */
public final class ProcessRegistry {

    /** Time after its last sign of life at which a process counts as gone. */
    public static final Duration EXPIRY = Duration.ofSeconds(10);

    private static final String BEAT = script("process-heartbeat");
    private static final String ALIVE = script("process-alive");

    /** What jobs, ledger and messages look like that a process reads and writes; those of another number do not work side by side. */
    private static final int FORMAT = 1;

    /** Entries of one process in the answer of {@link #ALIVE}: time, status, id. */
    private static final int ENTRIES = 3;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

    private final UnifiedJedis redis;
    private final String namespace;
    private final Unreadable unreadable;

    public ProcessRegistry(UnifiedJedis redis, String namespace) {
        this(redis, namespace, new Unreadable());
    }

    /**
     * @param unreadable what reads the entries that another version, or anybody, may have put there
     */
    public ProcessRegistry(UnifiedJedis redis, String namespace, Unreadable unreadable) {
        this.redis = redis;
        this.namespace = namespace;
        this.unreadable = unreadable;
    }

    /**
     * Tells that a process is alive.
     *
     * @param more what it did since the last call that reached Redis
     */
    public void beat(ProcessStatus process, Census.Counters more) {
        redis.eval(
                BEAT,
                List.of(key("process:" + process.id()), key("processes"), key("counters")),
                List.of(
                        process.id(),
                        Json.write(new Sign(FORMAT, process)),
                        Long.toString(EXPIRY.toMillis()),
                        Long.toString(more.copied()),
                        Long.toString(more.failed()),
                        Long.toString(more.applied())));
    }

    /**
     * A sign of life.
     *
     * @param format null of versions that did not say it
     */
    private record Sign(Integer format, @JsonUnwrapped ProcessStatus process) {}

    /** What is read of a sign of life of any version. */
    private record Stranger(Integer format, String id, String role) {}

    /** Processes that are alive and of a version with which this one does not work side by side: role and name. */
    public List<String> ofOtherVersions() {
        List<String> others = new ArrayList<>();
        List<?> flat = signsOfLife();
        for (int i = 0; i < flat.size(); i += ENTRIES) {
            Json.read((String) flat.get(i + 1), Stranger.class)
                    .filter(process -> !Objects.equals(process.format(), FORMAT))
                    .ifPresent(process -> others.add(process.role() + " " + process.id()));
        }
        return others;
    }

    private List<?> signsOfLife() {
        return unreadable.read(key("processes"), List.of(), () -> (List<?>) redis.eval(
                ALIVE, List.of(key("processes")), List.of(key("process:"), Long.toString(EXPIRY.toMillis()))));
    }

    /** Tells that a process has ended. */
    public void leave(String id) {
        redis.del(key("process:" + id));
        redis.zrem(key("processes"), id);
    }

    /** The processes alive: those that do everything, producers, consumers; of one role by id. */
    public List<ProcessStatus> alive() {
        List<?> flat = signsOfLife();
        List<ProcessStatus> alive = new ArrayList<>();
        List<String> strange = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += ENTRIES) {
            String seen = (String) flat.get(i);
            Optional<ProcessStatus> process = Json.read((String) flat.get(i + 1), ProcessStatus.class)
                    .filter(read -> NUMBER.matcher(seen).matches())
                    .map(read -> read.seen(Instant.ofEpochMilli(Long.parseLong(seen))));
            String key = key("process:" + flat.get(i + 2));
            process.ifPresentOrElse(alive::add, () -> strange.add(key));
        }
        unreadable.some(key("process"), "signs of life", strange);
        alive.sort(Comparator.comparing(ProcessStatus::role).reversed().thenComparing(ProcessStatus::id));
        return alive;
    }

    /** A line about signs of life that could not be read the last time: who gave them may be alive. */
    public Optional<String> strangers() {
        return unreadable.line(key("processes")).or(() -> unreadable.line(key("process")));
    }

    /** What all processes did since Redis was empty. */
    public Census.Counters counters() {
        return unreadable.read(key("counters"), Census.Counters.NONE, () -> {
            Map<String, String> counters = redis.hgetAll(key("counters"));
            return new Census.Counters(
                    Unreadable.number("copied", counters.getOrDefault("copied", "0")),
                    Unreadable.number("failed", counters.getOrDefault("failed", "0")),
                    Unreadable.number("applied", counters.getOrDefault("applied", "0")));
        });
    }

    /** The last exact count that was published. */
    public Optional<Census> census() {
        return unreadable.json(redis, key("counts"), Census.class);
    }

    public void publish(Census census) {
        redis.set(key("counts"), Json.write(census));
    }

    /** How the last run ended. */
    public Optional<Status.Ending> ending() {
        return unreadable.json(redis, key("end"), Status.Ending.class);
    }

    public void ended(Status.Ending ending) {
        redis.set(key("end"), Json.write(ending));
    }

    /** Forgets how the last run ended: another one begins. */
    public void begun() {
        redis.del(key("end"));
        redis.set(key("run"), Json.write(new Beginning(Instant.now(), counters())));
    }

    /** When the run began that is going on, or the last one, and what all processes had done by then. */
    Optional<Beginning> beginning() {
        return unreadable.json(redis, key("run"), Beginning.class);
    }

    /** The beginning of a run. */
    record Beginning(
            @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
            Instant at,

            Census.Counters counters) {

        Beginning {
            Objects.requireNonNull(at, "a run begins some time");
            Objects.requireNonNull(counters, "a run begins with what was done");
        }
    }

    /** Forgets everything kept here. */
    public void forget() {
        redis.del(key("processes"), key("counters"), key("counts"), key("end"), key("run"));
    }

    private String key(String name) {
        return namespace + ":" + name;
    }

    private static String script(String name) {
        return Resources.text(ProcessRegistry.class, name + ".lua");
    }
}
