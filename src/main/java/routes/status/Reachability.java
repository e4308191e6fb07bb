package routes.status;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.springframework.core.NestedExceptionUtils;
import routes.fault.S3Faults;

/**
 * Readiness depends on this server: its check goes down when a question to it fails, or is not answered in time. Liveness
 * does not: starting a process again does not bring a server back.
 */
public final class Reachability extends AbstractHealthCheck {

    /** A question to a server. */
    @FunctionalInterface
    public interface Question {
        void ask() throws Exception;
    }

    private final Question question;
    private final Executor threads;
    private final Duration patience;
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    /**
     * @param id name of the check in the answer of the health endpoint
     * @param threads where the question is asked
     * @param patience time within which an answer counts
     */
    public Reachability(String id, Question question, Executor threads, Duration patience) {
        super("migration", id);
        this.question = question;
        this.threads = threads;
        this.patience = patience;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            pending().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            builder.up();
        } catch (TimeoutException e) {
            builder.down().message("no answer in " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            builder.down().message(inJson(S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(e))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.down().message("interrupted");
        }
    }

    /** One question at a time: a server that hangs must not collect threads. */
    private synchronized CompletableFuture<Void> pending() {
        if (answer.isDone()) {
            answer = CompletableFuture.runAsync(this::ask, threads);
        }
        return answer;
    }

    private void ask() {
        try {
            question.ask();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Camel puts a check's message between quotation marks as it is. */
    private static String inJson(String message) {
        return message.replace('\\', '/').replace('"', '\'').replaceAll("\\p{Cntrl}+", " ");
    }
}
