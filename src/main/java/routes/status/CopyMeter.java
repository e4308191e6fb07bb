package routes.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import routes.template.CopyWatcher;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Times the copies and counts the throttling answers where they pass: in the S3 client, so that every request is seen,
 * whoever makes it.
 */
public final class CopyMeter implements CopyWatcher {

    private static final ExecutionAttribute<Long> BEGAN = new ExecutionAttribute<>("copy-began");
    /** 503 is SlowDown; 429 comes from servers other than AWS's. */
    private static final Set<Integer> THROTTLED = Set.of(429, 503);

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final Timer copies;
    private final Counter throttles;
    private final Counter faults;

    public CopyMeter(MeterRegistry registry) {
        this.copies = Timer.builder("migration.copy.duration")
                .description("Time of one copy within S3, retries included")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.throttles = Counter.builder("migration.s3.throttles")
                .description("Answers of S3 that asked for fewer requests (503, 429)")
                .register(registry);
        this.faults = Counter.builder("migration.s3.server.errors")
                .description("Answers of S3 with status 5xx, throttling not included")
                .register(registry);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGAN, System.nanoTime());
    }

    /** Called for each attempt. */
    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        answered(context.httpResponse().statusCode());
    }

    @Override
    public void answered(int status) {
        if (THROTTLED.contains(status)) {
            throttles.increment();
        } else if (status >= 500) {
            faults.increment();
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (context.request() instanceof CopyObjectRequest || context.request() instanceof UploadPartCopyRequest) {
            copied(System.nanoTime() - attributes.getAttribute(BEGAN));
        }
    }

    @Override
    public void copied(long nanos) {
        copies.record(nanos, TimeUnit.NANOSECONDS);
    }
}
