package routes.s3;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import routes.fault.S3Faults;
import routes.pace.Pace;
import routes.pace.RateRefusal;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Where every attempt of the SDK passes, the first one and each that is made again: it waits for the {@link Pace}, and tells it what became
 * of the attempt. The one owner of retries: the SDK's own limit on them, which takes each refusal for a reason to send less for
 * minutes, is off.
 *
 * <p>A refusal for rate is no failure yet: it comes again after a pause, behind the pace, a few times while most requests are taken, and
 * more often while they are not. Other failures are tried again as the SDK's standard mode has it. Whose fault it is when the tries are
 * used up is not decided here.
 */
public final class PacedRetries implements RetryStrategy {

    /** Tries of a request that is refused while most are taken: its job does not wait for it, and tries it again later. */
    private static final int LONELY_TRIES = 4;

    /**
     * Tries of a request that is refused, whatever becomes of others: it may be that there are no others. When it is S3 that refuses
     * everything, its copy is tried again until S3 does not.
     */
    private static final int REFUSED_TRIES = 10;

    private static final double FIRST_PAUSE_MILLIS = 250;
    private static final double LONGEST_PAUSE_MILLIS = 60_000;
    private static final double PAUSE_GROWTH = 2;

    private final Pace pace;
    private final StandardRetryStrategy others;
    private final int lonelyTries;
    private final int refusedTries;

    /** An attempt that is under way. */
    private static final class Attempt implements RetryToken {
        private final RetryToken others;
        private final Pace.Permit permit;
        private final int refusals;
        private final int lonely;

        private Attempt(RetryToken others, Pace.Permit permit, int refusals, int lonely) {
            this.others = others;
            this.permit = permit;
            this.refusals = refusals;
            this.lonely = lonely;
        }
    }

    /**
     * @param attempts for a failure that is no refusal for rate, the first one included
     */
    public PacedRetries(Pace pace, int attempts) {
        this(pace, attempts, LONELY_TRIES, REFUSED_TRIES);
    }

    /**
     * @param lonelyTries of a request that is refused while most are taken
     * @param refusedTries of a request that is refused, whatever becomes of others
     */
    PacedRetries(Pace pace, int attempts, int lonelyTries, int refusedTries) {
        this.pace = pace;
        this.refusedTries = refusedTries;
        this.lonelyTries = lonelyTries;
        this.others = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(attempts)
                .circuitBreakerEnabled(false)
                .build();
    }

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
        AcquireInitialTokenResponse first = others.acquireInitialToken(request);
        return AcquireInitialTokenResponse.create(new Attempt(first.token(), permit(), 0, 0), Duration.ZERO);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
        Attempt failed = (Attempt) request.token();
        if (isRefusal(request.failure())) {
            pace.refused(failed.permit);
            return RefreshRetryTokenResponse.create(afterRefusal(failed, request.failure()), Duration.ZERO);
        }
        if (request.failure() instanceof SdkServiceException) {
            pace.taken(failed.permit);
        }
        RefreshRetryTokenResponse again = others.refreshRetryToken(
                request.toBuilder().token(failed.others).build());
        pause(again.delay());
        return RefreshRetryTokenResponse.create(
                new Attempt(again.token(), permit(), failed.refusals, failed.lonely), Duration.ZERO);
    }

    private Attempt afterRefusal(Attempt failed, Throwable failure) {
        int lonely = failed.lonely + (pace.isTaking() ? 1 : 0);
        if (lonely >= lonelyTries || failed.refusals + 1 >= refusedTries) {
            throw new TokenAcquisitionFailedException("refused for its rate again and again", failed, failure);
        }
        pause(Duration.ofMillis((long) (ThreadLocalRandom.current().nextDouble()
                * Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * Math.pow(PAUSE_GROWTH, lonely)))));
        return new Attempt(failed.others, permit(), failed.refusals + 1, lonely);
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
        Attempt done = (Attempt) request.token();
        pace.taken(done.permit);
        others.recordSuccess(RecordSuccessRequest.create(done.others));
        return RecordSuccessResponse.create(done);
    }

    @Override
    public int maxAttempts() {
        return others.maxAttempts();
    }

    @Override
    public boolean useClientDefaults() {
        return false;
    }

    @Override
    public Builder<?, ?> toBuilder() {
        throw new UnsupportedOperationException("as it is");
    }

    /** Whether an exception of the SDK is a refusal for rate. */
    public static boolean isRefusal(Throwable failure) {
        return failure instanceof S3Exception answer
                && RateRefusal.is(answer.statusCode(), S3Faults.code(answer), S3Faults.message(answer));
    }

    private Pace.Permit permit() {
        try {
            return pace.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while waiting to send a request", e);
        }
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while waiting to send a request again", e);
        }
    }
}
