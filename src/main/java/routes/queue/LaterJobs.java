package routes.queue;

import java.time.Clock;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Resources;

/** Jobs that wait for another try, outside the queue so that nobody waits for them. They count as outstanding. */
public final class LaterJobs {

    private static final String RELEASE = Resources.text(LaterJobs.class, "release.lua");

    /** Jobs put back into the queue by one look. */
    private static final int MOST_RELEASED = 100;

    private final UnifiedJedis redis;
    private final JobCodec codec;
    private final QueueKeys keys;
    private final Clock clock;

    /**
     * @param namespace what the names of all keys begin with
     */
    public LaterJobs(UnifiedJedis redis, JobCodec codec, String namespace, Clock clock) {
        this.redis = redis;
        this.codec = codec;
        this.keys = QueueKeys.of(namespace);
        this.clock = clock;
    }

    /** Keeps a job until the time that its {@link Tries} say. */
    public void defer(Job job) {
        redis.zadd(keys.later(), job.triedBefore().map(Tries::notBefore).orElse(0L), codec.write(job));
    }

    /** Puts jobs whose time has come back into the queue; to be called every second or so. */
    public void release() {
        redis.eval(
                RELEASE,
                List.of(keys.later(), keys.jobs()),
                List.of(Long.toString(clock.millis()), Integer.toString(MOST_RELEASED)));
    }

    /** How many there are. */
    public long count() {
        return redis.zcard(keys.later());
    }
}
