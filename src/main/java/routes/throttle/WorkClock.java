package routes.throttle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands while work is paused, so that nothing is thought to take long, or to have stalled, which only waits. */
final class WorkClock extends Clock {

    private long stood;
    private long stoppedAt;
    private boolean standing;

    synchronized void stop() {
        standing = true;
        stoppedAt = System.nanoTime();
    }

    /** Goes on; returns how long it stood. */
    synchronized Duration go() {
        long pause = System.nanoTime() - stoppedAt;
        standing = false;
        stood += pause;
        return Duration.ofNanos(pause);
    }

    synchronized long nanos() {
        return (standing ? stoppedAt : System.nanoTime()) - stood;
    }

    @Override
    public synchronized Instant instant() {
        return Instant.now().minusNanos(stood + (standing ? System.nanoTime() - stoppedAt : 0));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("it only measures");
    }
}
