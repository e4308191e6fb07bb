package routes.benchmarks;

import io.vertx.core.buffer.Buffer;
import java.util.SplittableRandom;

/**
 * The limit of an S3 endpoint: copies beyond so many a second are answered with 503 SlowDown, whatever the number in flight; and some
 * are whatever the rate. The limit may become another one, some time after the first copy.
 */
final class ThrottlingS3 {

    static final Buffer SLOW_DOWN = Buffer.buffer("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message>"
            + "<RequestId>BENCHMARK</RequestId></Error>");

    /** Seconds of the limit that may be taken at once. */
    private static final double BURST = 0.1;

    private static final double NANOS = 1e9;

    private final double first;
    private final double then;
    private final double changeSeconds;
    private final double strays;
    private final SplittableRandom random = new SplittableRandom(1);
    private long began;
    private long filled;
    private double tokens;

    /**
     * @param first copies a second; 0: as many as come
     * @param then copies a second from {@code changeSeconds} after the first copy on
     * @param strays share of the copies that are refused whatever the rate
     */
    ThrottlingS3(double first, double then, double changeSeconds, double strays) {
        this.first = first;
        this.then = then;
        this.changeSeconds = changeSeconds;
        this.strays = strays;
    }

    /** From {@code FIRST,THEN,SECONDS,STRAYS}. */
    static ThrottlingS3 of(String text) {
        String[] parts = text.split(",");
        return new ThrottlingS3(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]));
    }

    /** Whether a copy is refused. */
    boolean refuses() {
        long now = System.nanoTime();
        if (began == 0) {
            began = now;
            filled = now;
            tokens = first * BURST;
        }
        if (strays > 0 && random.nextDouble() < strays) {
            return true;
        }
        double limit = (now - began) / NANOS < changeSeconds ? first : then;
        if (limit == 0) {
            return false;
        }
        tokens = Math.min(limit * BURST, tokens + (now - filled) / NANOS * limit);
        filled = now;
        if (tokens < 1) {
            return true;
        }
        tokens -= 1;
        return false;
    }
}
