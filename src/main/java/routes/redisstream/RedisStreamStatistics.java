package routes.redisstream;

import java.time.Instant;

/**
 * What a consumer did since it was created, which is when its route was last started.
 *
 * @param inFlight exchanges being processed, or processed and not acknowledged yet
 * @param delivered exchanges started, redeliveries included
 * @param acked entries acknowledged and deleted
 * @param failed exchanges that ended with an exception
 * @param deadLettered entries moved to the dead-letter stream by this consumer
 * @param claimed entries taken over from a consumer that had stopped its heartbeat
 * @param lastHeartbeat when a heartbeat last reached Redis, or null
 */
public record RedisStreamStatistics(
        int inFlight,
        long delivered,
        long acked,
        long failed,
        long deadLettered,
        long claimed,
        Instant lastHeartbeat) {}
