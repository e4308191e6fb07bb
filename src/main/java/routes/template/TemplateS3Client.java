package routes.template;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.pace.Pace;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;

/**
 * An S3 client that has the SDK work out a copy only once: the first CopyObject of a kind goes through the SDK, and those that
 * differ from it in nothing but the keys are made of the request that the SDK sent, and signed anew. Most of what a copy costs
 * this process is what the SDK works out for each request, which for millions of copies is always the same.
 *
 * <p>Whatever the answer is, but that the object is copied, the SDK sends that copy again: with its retries, its limits and its
 * exceptions. When this happens often, all copies are left to the SDK until they succeed again, so that a server in
 * trouble meets no request that the SDK would not have sent.
 */
public final class TemplateS3Client extends DelegatingS3Client {

    private static final Logger LOG = LoggerFactory.getLogger(TemplateS3Client.class);

    /** Kinds of copies that are worth an example: there is one, and one more for each route that copies elsewhere. */
    private static final int MOST_EXAMPLES = 16;

    /** Successes that a refusal of one object, and a failure of the server, need to be made up for. */
    private static final int REFUSAL = 10;

    private static final int FAILURE = 500;
    /** From here on all copies are left to the SDK. */
    private static final int DISTRUST = 200;

    private static final int MOST_DISTRUST = 1000;

    private static final ExecutionAttribute<AtomicReference<SdkHttpRequest>> SENT =
            new ExecutionAttribute<>("copy-example");

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final Pace pace;
    private final List<CopyWatcher> watchers;
    private final Map<CopyObjectRequest, Optional<CopyTemplate>> examples = new ConcurrentHashMap<>();
    private final Map<ExecutableHttpRequest, Long> deadlines = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock;
    private final long timeoutNanos;
    private final AtomicInteger distrust = new AtomicInteger();

    /** Notes what the SDK sends. */
    private static final class Recorder implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            AtomicReference<SdkHttpRequest> sent = attributes.getAttribute(SENT);
            if (sent != null) {
                sent.set(context.httpRequest());
            }
        }
    }

    /**
     * @param builder of the client that sends what cannot be sent here
     * @param http what both send with; closed with this
     * @param credentials as that client has them
     * @param timeout for one attempt
     * @param pace what every request waits for
     */
    @SuppressWarnings("FutureReturnValueIgnored") // runs until the client is closed
    public TemplateS3Client(
            S3ClientBuilder builder,
            SdkHttpClient http,
            AwsCredentialsProvider credentials,
            Duration timeout,
            Pace pace,
            List<CopyWatcher> watchers) {
        super(builder.httpClient(http)
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(new Recorder())
                        .build())
                .build());
        this.http = http;
        this.credentials = credentials;
        this.timeoutNanos = timeout.toNanos();
        this.pace = pace;
        this.watchers = watchers;
        this.clock = Executors.newSingleThreadScheduledExecutor(
                new CamelThreadFactory("#name#-#counter#", "copy-deadlines", true));
        clock.scheduleWithFixedDelay(this::abortLate, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest copy) {
        if (!CopyTemplate.isOrdinary(copy)) {
            return super.copyObject(copy);
        }
        CopyObjectRequest kind = CopyTemplate.kind(copy);
        Optional<CopyTemplate> example = examples.get(kind);
        if (example == null && examples.size() < MOST_EXAMPLES) {
            return learn(copy, kind);
        }
        if (example != null && example.isPresent() && distrust.get() < DISTRUST) {
            Optional<CopyObjectResponse> response = send(copy, example.get());
            if (response.isPresent()) {
                return response.get();
            }
        }
        CopyObjectResponse response = super.copyObject(copy);
        trust();
        return response;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        super.close();
        http.close();
    }

    private CopyObjectResponse learn(CopyObjectRequest copy, CopyObjectRequest kind) {
        AtomicReference<SdkHttpRequest> sent = new AtomicReference<>();
        CopyObjectResponse response = super.copyObject(copy.toBuilder()
                .overrideConfiguration(override -> override.putExecutionAttribute(SENT, sent))
                .build());
        examples.put(kind, CopyTemplate.of(copy, sent.get()));
        return response;
    }

    /** Empty when the SDK has to look into it. */
    private Optional<CopyObjectResponse> send(CopyObjectRequest copy, CopyTemplate example) {
        Pace.Permit permit = permit();
        long began = System.nanoTime();
        SdkHttpRequest request = example.request(copy, credentials.resolveCredentials());
        ExecutableHttpRequest call = http.prepareRequest(
                HttpExecuteRequest.builder().request(request).build());
        deadlines.put(call, began + timeoutNanos);
        try {
            HttpExecuteResponse answer = call.call();
            int status = answer.httpResponse().statusCode();
            watchers.forEach(watcher -> watcher.answered(status));
            byte[] body = answer.responseBody().isPresent() ? read(answer) : new byte[0];
            Optional<CopyObjectResponse> response = CopyTemplate.response(answer.httpResponse(), body);
            if (CopyTemplate.isRefusal(status, body)) {
                // which the SDK tries again, and speaks of no fault
                pace.refused(permit);
                return response;
            }
            pace.taken(permit);
            if (response.isPresent()) {
                trust();
                long took = System.nanoTime() - began;
                watchers.forEach(watcher -> watcher.copied(took));
            } else {
                distrust(status / 100 == 4 && status != 429 ? REFUSAL : FAILURE);
            }
            return response;
        } catch (IOException e) {
            // a connection that the server closed while it was idle means nothing
            distrust(System.nanoTime() - began < timeoutNanos ? REFUSAL : FAILURE);
            return Optional.empty();
        } finally {
            deadlines.remove(call);
        }
    }

    private Pace.Permit permit() {
        try {
            return pace.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while waiting to send a copy", e);
        }
    }

    private static byte[] read(HttpExecuteResponse answer) throws IOException {
        try (var body = answer.responseBody().orElseThrow()) {
            return body.readAllBytes();
        }
    }

    private void trust() {
        if (distrust.get() > 0) {
            distrust.updateAndGet(now -> Math.max(0, now - 1));
        }
    }

    private void distrust(int more) {
        distrust.updateAndGet(now -> Math.min(MOST_DISTRUST, now + more));
    }

    private void abortLate() {
        long now = System.nanoTime();
        deadlines.forEach((call, deadline) -> {
            if (now - deadline > 0) {
                abort(call);
            }
        });
    }

    /** What fails here must not end the clock: nothing else limits the time of an answer. */
    private static void abort(ExecutableHttpRequest call) {
        try {
            call.abort();
        } catch (RuntimeException e) {
            LOG.debug("a late copy cannot be aborted", e);
        }
    }
}
