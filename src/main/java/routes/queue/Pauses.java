package routes.queue;

import java.util.Optional;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Json;

/** The operator's flag, which every process obeys, and the note of who has set it. Both stand in Redis, over restarts too. */
public final class Pauses {

    private final UnifiedJedis redis;
    private final QueueKeys keys;
    private final Unreadable unreadable;

    /**
     * @param namespace what the names of all keys begin with
     */
    public Pauses(UnifiedJedis redis, String namespace, Unreadable unreadable) {
        this.redis = redis;
        this.keys = QueueKeys.of(namespace);
        this.unreadable = unreadable;
    }

    /** Has every process take no new work until {@link #end()}. Who pauses what is paused already is not who is named. */
    public void begin(PauseNote note) {
        if (unreadable
                .text(redis, keys.control(), Pattern.compile(JobQueue.PAUSED))
                .isEmpty()) {
            redis.set(keys.pauseNote(), Json.write(note));
        }
        redis.set(keys.control(), JobQueue.PAUSED);
    }

    /** Has every process take work again. */
    public void end() {
        redis.del(keys.control(), keys.pauseNote());
    }

    /** Who has paused the migration; empty when nobody has said. */
    public Optional<PauseNote> note() {
        return unreadable.json(redis, keys.pauseNote(), PauseNote.class);
    }
}
