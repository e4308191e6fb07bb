package routes.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Json;
import routes.config.Resources;

/**
 * The signs of life of all processes of a migration, in Redis: {@code NAMESPACE:process:ID} holds one process and expires,
 * {@code NAMESPACE:processes} their ids, {@code NAMESPACE:counters} the sum of what they did, {@code NAMESPACE:counts} the
 * last exact count of the ledger, {@code NAMESPACE:end} how the last run ended. All of it can be lost.
 */
public final class ProcessRegistry {

    /** Time after its last sign of life at which a process counts as gone. */
    public static final Duration EXPIRY = Duration.ofSeconds(10);

    private static final String BEAT = script("process-heartbeat");
    private static final String ALIVE = script("process-alive");

    private final UnifiedJedis redis;
    private final String namespace;

    public ProcessRegistry(UnifiedJedis redis, String namespace) {
        this.redis = redis;
        this.namespace = namespace;
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
                        Json.write(process),
                        Long.toString(EXPIRY.toMillis()),
                        Long.toString(more.copied()),
                        Long.toString(more.failed()),
                        Long.toString(more.applied())));
    }

    /** Tells that a process has ended. */
    public void leave(String id) {
        redis.del(key("process:" + id));
        redis.zrem(key("processes"), id);
    }

    /** The processes alive, by id. */
    public List<ProcessStatus> alive() {
        Object answer = redis.eval(
                ALIVE, List.of(key("processes")), List.of(key("process:"), Long.toString(EXPIRY.toMillis())));
        List<ProcessStatus> alive = new ArrayList<>();
        List<?> flat = (List<?>) answer;
        for (int i = 0; i < flat.size(); i += 2) {
            Instant seen = Instant.ofEpochMilli(Long.parseLong((String) flat.get(i)));
            Json.read((String) flat.get(i + 1), ProcessStatus.class)
                    .map(process -> process.seen(seen))
                    .ifPresent(alive::add);
        }
        alive.sort(Comparator.comparing(ProcessStatus::id));
        return alive;
    }

    /** What all processes did since Redis was empty. */
    public Census.Counters counters() {
        Map<String, String> counters = redis.hgetAll(key("counters"));
        return new Census.Counters(
                Long.parseLong(counters.getOrDefault("copied", "0")),
                Long.parseLong(counters.getOrDefault("failed", "0")),
                Long.parseLong(counters.getOrDefault("applied", "0")));
    }

    /** The last exact count that was published. */
    public Optional<Census> census() {
        return Json.read(redis.get(key("counts")), Census.class);
    }

    public void publish(Census census) {
        redis.set(key("counts"), Json.write(census));
    }

    /** How the last run ended. */
    public Optional<Status.Ending> ending() {
        return Json.read(redis.get(key("end")), Status.Ending.class);
    }

    public void ended(Status.Ending ending) {
        redis.set(key("end"), Json.write(ending));
    }

    /** Forgets how the last run ended: another one begins. */
    public void begun() {
        redis.del(key("end"));
    }

    /** Forgets everything kept here. */
    public void forget() {
        redis.del(key("processes"), key("counters"), key("counts"), key("end"));
    }

    private String key(String name) {
        return namespace + ":" + name;
    }

    private static String script(String name) {
        return Resources.text(ProcessRegistry.class, name + ".lua");
    }
}
