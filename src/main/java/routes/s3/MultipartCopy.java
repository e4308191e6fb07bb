package routes.s3;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.fault.SystemFaultException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Copies an object in parts, as S3 asks for above 5 GB, and carries what CopyObject carries by itself: metadata, standard
 * headers and tags. All parts come from one version of the source, or the copy is given up.
 */
final class MultipartCopy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MultipartCopy.class);

    /** S3's limit on the parts of an object. */
    private static final long MOST_PARTS = 10_000;

    private static final Duration IDLE = Duration.ofSeconds(30);

    /** A copy, and what its upload was begun with. */
    record Made(CopyObjectResponse copy, CreateMultipartUploadRequest asked) {}

    private final S3Client client;
    private final UploadStart starts;
    private final long partSize;
    private final ThreadPoolExecutor threads;

    /**
     * @param partSize bytes; more for an object that would have more parts than S3 allows
     * @param parallelParts parts copied at the same time, over all objects
     */
    MultipartCopy(S3Client client, long partSize, int parallelParts) {
        this.client = client;
        this.starts = new UploadStart(client);
        this.partSize = partSize;
        this.threads = new ThreadPoolExecutor(
                parallelParts,
                parallelParts,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new CamelThreadFactory("#name#-#counter#", "copy-part", true));
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Copies an object. Fails with S3's exception; nothing is left of the upload then, if S3 lets it be aborted.
     *
     * @param source the object as it was looked at
     * @param lastLook runs before the last request; what it throws gives the copy up
     * @throws ObjectRefusedException when the source was overwritten meanwhile
     */
    Made copy(CopyObjectRequest copy, HeadObjectResponse source, Runnable lastLook) {
        if (copy.checksumAlgorithm() == null) {
            // CopyObject keeps the kind of checksum; not every server makes it of parts
            Optional<Made> done = copy(copy, source, lastLook, UploadStart.checksumOf(source));
            return done.orElseGet(() -> copy(copy, source, lastLook, null).orElseThrow());
        }
        return copy(copy, source, lastLook, copy.checksumAlgorithm()).orElseThrow();
    }

    /** Copies an object; empty when the server lacks what the inherited checksum needs, with nothing left behind. */
    private Optional<Made> copy(
            CopyObjectRequest copy, HeadObjectResponse source, Runnable lastLook, ChecksumAlgorithm checksum) {
        CreateMultipartUploadRequest asked = starts.of(copy, source, checksum);
        String upload = begin(asked);
        try {
            List<CompletedPart> parts = copyParts(copy, source, upload);
            boolean inherited = checksum != null && copy.checksumAlgorithm() == null;
            if (inherited && !parts.stream().allMatch(MultipartCopy::hasChecksum)) {
                abort(copy, upload);
                return Optional.empty();
            }
            lastLook.run();
            String tag = client.completeMultipartUpload(request -> request.bucket(copy.destinationBucket())
                            .key(copy.destinationKey())
                            .uploadId(upload)
                            .ifNoneMatch(copy.ifNoneMatch())
                            .ifMatch(copy.ifMatch())
                            .mpuObjectSize(source.contentLength())
                            .multipartUpload(done -> done.parts(parts)))
                    .eTag();
            if (!Confirmations.isTag(tag)) {
                throw new UnconfirmedException("S3 answered 200 to the end of a copy in parts, without a result");
            }
            return Optional.of(new Made(
                    CopyObjectResponse.builder()
                            .copyObjectResult(result -> result.eTag(tag))
                            .build(),
                    asked));
        } catch (RuntimeException e) {
            abort(copy, upload);
            throw e;
        }
    }

    /** Copies an object of 5 GB at most as the only part of an upload, and gives it up. */
    void tryOut(CopyObjectRequest copy) {
        String upload = begin(UploadStart.plain(copy).build());
        try {
            copyPart(copy, upload, 1, part -> {});
        } finally {
            abort(copy, upload);
        }
    }

    private String begin(CreateMultipartUploadRequest request) {
        String upload = client.createMultipartUpload(request).uploadId();
        if (upload == null || upload.isBlank()) {
            throw new UnconfirmedException("S3 answered 200 to the beginning of a copy in parts, without a result");
        }
        return upload;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Copies all parts, and returns or fails when none is under way any more: only then can the upload be aborted. */
    private List<CompletedPart> copyParts(CopyObjectRequest copy, HeadObjectResponse source, String upload) {
        long size = source.contentLength();
        long length = Math.max(partSize, (size + MOST_PARTS - 1) / MOST_PARTS);
        AtomicBoolean failed = new AtomicBoolean();
        List<Callable<CompletedPart>> tasks = new ArrayList<>();
        for (long from = 0; from < size; from += length) {
            int number = tasks.size() + 1;
            String range = "bytes=" + from + "-" + (Math.min(from + length, size) - 1);
            tasks.add(() -> failed.get() ? null : copyPart(copy, source, upload, number, range, failed));
        }
        List<CompletedPart> parts = new ArrayList<>();
        try {
            for (Future<CompletedPart> part : threads.invokeAll(tasks)) {
                parts.add(part.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SystemFaultException("interrupted while copying parts", e);
        }
        return parts;
    }

    private CompletedPart copyPart(
            CopyObjectRequest copy,
            HeadObjectResponse source,
            String upload,
            int number,
            String range,
            AtomicBoolean failed) {
        try {
            return copyPart(copy, upload, number, part -> part.copySourceIfMatch(source.eTag())
                    .copySourceRange(range));
        } catch (S3Exception e) {
            failed.set(true);
            if (e.statusCode() == 412) {
                throw new ObjectRefusedException(
                        Reason.SOURCE_CHANGED, "overwritten while it was copied in parts: " + S3Faults.describe(e));
            }
            throw e;
        } catch (RuntimeException e) {
            failed.set(true);
            throw e;
        }
    }

    private CompletedPart copyPart(
            CopyObjectRequest copy, String upload, int number, Consumer<UploadPartCopyRequest.Builder> more) {
        UploadPartCopyRequest.Builder request = UploadPartCopyRequest.builder()
                .sourceBucket(copy.sourceBucket())
                .sourceKey(copy.sourceKey())
                .destinationBucket(copy.destinationBucket())
                .destinationKey(copy.destinationKey())
                .uploadId(upload)
                .partNumber(number);
        more.accept(request);
        CopyPartResult part = client.uploadPartCopy(request.build()).copyPartResult();
        if (part == null || !Confirmations.isTag(part.eTag())) {
            throw new UnconfirmedException("S3 answered 200 to the copy of a part, without a result");
        }
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(part.eTag())
                .checksumCRC32(part.checksumCRC32())
                .checksumCRC32C(part.checksumCRC32C())
                .checksumCRC64NVME(part.checksumCRC64NVME())
                .checksumSHA1(part.checksumSHA1())
                .checksumSHA256(part.checksumSHA256())
                .build();
    }

    /** Parts that stay cost money, but are no reason to fail otherwise than for the cause at hand. */
    private void abort(CopyObjectRequest copy, String upload) {
        try {
            client.abortMultipartUpload(request -> request.bucket(copy.destinationBucket())
                    .key(copy.destinationKey())
                    .uploadId(upload));
        } catch (NoSuchUploadException e) {
            LOG.debug("the upload {} is gone already", upload);
        } catch (SdkException e) {
            Event.UPLOAD.warn(
                    LOG,
                    "the upload {} of s3://{}/{} cannot be aborted: {}; its parts cost money until a lifecycle rule of the bucket removes them",
                    value("upload", upload),
                    value("bucket", copy.destinationBucket()),
                    value("key", copy.destinationKey()),
                    S3Faults.describe(e));
        }
    }

    private static boolean hasChecksum(CompletedPart part) {
        return part.checksumCRC32() != null
                || part.checksumCRC32C() != null
                || part.checksumCRC64NVME() != null
                || part.checksumSHA1() != null
                || part.checksumSHA256() != null;
    }
}
