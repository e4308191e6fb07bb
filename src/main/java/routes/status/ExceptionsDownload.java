package routes.status;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.ledger.Failures;

/**
 * All recorded exceptions as a file that is nowhere: the ledger is read as fast as whoever asked takes it, a page of rows at a time, and for
 * one at a time.
 */
public final class ExceptionsDownload {

    private static final Logger LOG = LoggerFactory.getLogger(ExceptionsDownload.class);
    private static final int CHUNK = 32 * 1024;
    /** Time in which one chunk is to be taken. */
    private static final int PATIENCE_SECONDS = 30;

    private final Failures failures;
    private final Unanswered unanswered;
    private final WorkerExecutor thread;
    private final Semaphore free = new Semaphore(1);

    public ExceptionsDownload(Failures failures, Unanswered unanswered, Vertx vertx) {
        this.failures = failures;
        this.unanswered = unanswered;
        this.thread = vertx.createSharedWorkerExecutor("exceptions", 1, 365, TimeUnit.DAYS);
    }

    /** Serves it at a path. */
    void mount(Router router, String path) {
        router.get(path).handler(this::download);
    }

    private void download(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (!free.tryAcquire()) {
            response.putHeader("Retry-After", "10");
            new HttpRefusal(503, "Somebody is downloading the exceptions; one at a time can.").answer(response);
            return;
        }
        thread.executeBlocking(() -> write(response))
                .onSuccess(written -> response.end())
                .onFailure(problem -> fail(context, problem));
    }

    private long write(HttpServerResponse response) throws IOException {
        Writer out = new OutputStreamWriter(
                new BufferedOutputStream(new ResponseStream(response), CHUNK), StandardCharsets.UTF_8);
        try {
            long written = failures.write(out);
            out.flush();
            return written;
        } finally {
            free.release();
        }
    }

    /** Whoever asked has left, or the ledger cannot be read: what has begun breaks off, so that nobody takes it for all. */
    private void fail(RoutingContext context, Throwable problem) {
        HttpServerResponse response = context.response();
        if (response.closed() || problem instanceof IOException || problem instanceof UncheckedIOException) {
            LOG.debug("the download of the exceptions broke off", problem);
        } else {
            unanswered.tell("the exceptions", problem);
        }
        if (response.closed()) {
            return;
        }
        if (response.headWritten()) {
            context.request().connection().close();
        } else {
            HttpRefusal.unanswered().answer(response);
        }
    }

    /** Waits until each chunk is taken. */
    private static final class ResponseStream extends OutputStream {

        private final HttpServerResponse response;

        ResponseStream(HttpServerResponse response) {
            this.response = response;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!response.headWritten()) {
                response.setChunked(true)
                        .putHeader("Content-Type", "text/csv; charset=utf-8")
                        .putHeader("Content-Disposition", "attachment; filename=\"exceptions.csv\"");
            }
            try {
                response.write(Buffer.buffer(length).appendBytes(bytes, offset, length))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IOException("whoever asked has left", e);
            } catch (TimeoutException e) {
                throw new IOException("not taken for " + PATIENCE_SECONDS + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the process ends");
            }
        }
    }
}
