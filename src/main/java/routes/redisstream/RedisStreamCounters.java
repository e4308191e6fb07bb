package routes.redisstream;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** Where a consumer counts what it does. */
final class RedisStreamCounters {

    final LongAdder delivered = new LongAdder();
    final LongAdder acked = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder deadLettered = new LongAdder();
    final LongAdder claimed = new LongAdder();
    volatile Instant lastHeartbeat;

    RedisStreamStatistics snapshot(int inFlight) {
        return new RedisStreamStatistics(
                inFlight, delivered.sum(), acked.sum(), failed.sum(), deadLettered.sum(), claimed.sum(), lastHeartbeat);
    }
}
