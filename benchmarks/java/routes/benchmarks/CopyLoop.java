package routes.benchmarks;

import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What a migration is compared with: the AWS SDK copying numbered keys in a loop, with the client settings that the program has. */
final class CopyLoop {

    private CopyLoop() {}

    /** Arguments: endpoint, copies, copies in flight. */
    public static void main(String[] arguments) throws Exception {
        long copies = Long.parseLong(arguments[1]);
        int concurrency = Integer.parseInt(arguments[2]);
        Duration timeout = Duration.ofSeconds(60);
        try (S3Client s3 = S3Client.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(URI.create(arguments[0]))
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("benchmark", "benchmark")))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .maxConnections(concurrency)
                        .socketTimeout(Duration.ZERO)
                        .tcpKeepAlive(true))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(timeout)
                        .retryStrategy(AwsRetryStrategy.forRetryMode(RetryMode.ADAPTIVE_V2)))
                .build()) {
            copy(s3, copies, concurrency);
        }
    }

    private static void copy(S3Client s3, long copies, int concurrency) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(concurrency);
        ThreadFactory threads = threads();
        for (int worker = 0; worker < concurrency; worker++) {
            threads.newThread(() -> {
                        try {
                            for (long copy = next.getAndIncrement(); copy < copies; copy = next.getAndIncrement()) {
                                String name = Sample.name(copy);
                                s3.copyObject(request -> request.sourceBucket(Sample.SOURCE_BUCKET)
                                        .sourceKey(Sample.SOURCE_PREFIX + name)
                                        .destinationBucket(Sample.TARGET_BUCKET)
                                        .destinationKey(Sample.TARGET_PREFIX + name)
                                        .ifNoneMatch("*"));
                            }
                        } finally {
                            ended.countDown();
                        }
                    })
                    .start();
        }
        ended.await();
    }

    /** Virtual where Java has virtual threads, as in the program. */
    private static ThreadFactory threads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
            return (ThreadFactory) factory.invoke(builder);
        } catch (ReflectiveOperationException e) {
            return Executors.defaultThreadFactory();
        }
    }
}
