package routes.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/** Lets copies take as long as they do in S3, and refuses them as S3 does where they are too many. */
public final class S3Brake {

    private static final byte[] SLOW_DOWN = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SlowDown</Code>"
                    + "<Message>Please reduce your request rate.</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);

    private final AtomicLong refused = new AtomicLong();
    private volatile long delayMillis;
    private volatile long nanosOfEach;
    private volatile long nextTurn;

    /** Has each copy take this long at least. */
    public void slowDown(Duration time) {
        delayMillis = time.toMillis();
    }

    /** Takes so many copies a second and refuses the others; 0 takes all. */
    public synchronized void allow(int copiesASecond) {
        nanosOfEach = copiesASecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / copiesASecond;
        nextTurn = System.nanoTime();
    }

    /** How many copies were refused so far. */
    public long refused() {
        return refused.get();
    }

    /** What is to stand in front of the handler of the requests. */
    Handler.Wrapper inFrontOf(Handler handler) {
        return new Handler.Wrapper(handler) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                if (request.getHeaders().get("x-amz-copy-source") == null) {
                    return super.handle(request, response, callback);
                }
                if (!passes()) {
                    refused.incrementAndGet();
                    response.setStatus(503);
                    response.getHeaders().put("Content-Type", "application/xml");
                    response.write(true, ByteBuffer.wrap(SLOW_DOWN), callback);
                    return true;
                }
                if (delayMillis > 0) {
                    TimeUnit.MILLISECONDS.sleep(delayMillis);
                }
                return super.handle(request, response, callback);
            }
        };
    }

    private synchronized boolean passes() {
        if (nanosOfEach == 0) {
            return true;
        }
        long now = System.nanoTime();
        if (now - nextTurn < 0) {
            return false;
        }
        nextTurn = Math.max(nextTurn, now - TimeUnit.MILLISECONDS.toNanos(100)) + nanosOfEach;
        return true;
    }
}
