package routes.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.regex.Pattern;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Tells whether the object at a new key has the content of its source. ETags decide where both are MD5 sums, checksums
 * where both are of the whole object, and otherwise the contents themselves: the ETag of an object that was uploaded in parts
 * or is encrypted with KMS says nothing about a copy's (S3 user guide, "Checking object integrity").
 */
final class ObjectComparison {

    /** Contents compared at the same time by a process; each takes two connections. */
    static final int MOST_READERS = 4;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    private static final List<Function<HeadObjectResponse, String>> CHECKSUMS = List.of(
            HeadObjectResponse::checksumCRC64NVME,
            HeadObjectResponse::checksumCRC32C,
            HeadObjectResponse::checksumCRC32,
            HeadObjectResponse::checksumSHA256,
            HeadObjectResponse::checksumSHA1);

    private final S3Client client;
    private final Semaphore readers = new Semaphore(MOST_READERS);

    ObjectComparison(S3Client client) {
        this.client = client;
    }

    /** The object to copy; empty when there is none. */
    Optional<HeadObjectResponse> source(CopyObjectRequest copy) {
        return look(copy.sourceBucket(), copy.sourceKey());
    }

    /** The object at the new key; empty when there is none. */
    Optional<HeadObjectResponse> target(CopyObjectRequest copy) {
        return look(copy.destinationBucket(), copy.destinationKey());
    }

    /**
     * How the two differ, for people; empty when they are the same.
     *
     * @param proof whether the contents are read when nothing else decides; otherwise they then count as the same
     */
    Optional<String> difference(
            CopyObjectRequest copy, HeadObjectResponse source, HeadObjectResponse target, boolean proof) {
        if (!Objects.equals(source.contentLength(), target.contentLength())) {
            return Optional.of("%d bytes, not %d".formatted(target.contentLength(), source.contentLength()));
        }
        if (Objects.equals(source.eTag(), target.eTag())) {
            return Optional.empty();
        }
        if (isMd5(source) && isMd5(target)) {
            return Optional.of("ETag %s, not %s".formatted(target.eTag(), source.eTag()));
        }
        for (Function<HeadObjectResponse, String> checksum : CHECKSUMS) {
            String expected = wholeChecksum(source, checksum);
            String found = wholeChecksum(target, checksum);
            if (expected != null && found != null) {
                return expected.equals(found)
                        ? Optional.empty()
                        : Optional.of("checksum %s, not %s".formatted(found, expected));
            }
        }
        return proof ? differenceOfContents(copy, source, target) : Optional.empty();
    }

    private Optional<HeadObjectResponse> look(String bucket, String key) {
        try {
            return Optional.of(
                    client.headObject(request -> request.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED)));
        } catch (S3Exception e) {
            // the answer to a HEAD has no body, so that its status is all there is
            return switch (e.statusCode()) {
                case 404 -> Optional.empty();
                case 403 ->
                    throw new ObjectRefusedException(
                            Reason.ACCESS_DENIED,
                            "HEAD of s3://%s/%s (status 403, request %s)".formatted(bucket, key, e.requestId()));
                default -> throw e;
            };
        }
    }

    private Optional<String> differenceOfContents(
            CopyObjectRequest copy, HeadObjectResponse source, HeadObjectResponse target) {
        readers.acquireUninterruptibly();
        try (ResponseInputStream<GetObjectResponse> expected =
                        read(copy.sourceBucket(), copy.sourceKey(), source.eTag());
                ResponseInputStream<GetObjectResponse> found =
                        read(copy.destinationBucket(), copy.destinationKey(), target.eTag())) {
            boolean same = sameBytes(expected, found);
            if (!same) {
                // otherwise closing would read the rest
                expected.abort();
                found.abort();
            }
            return same ? Optional.empty() : Optional.of("other content of the same length");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (S3Exception e) {
            if (e.statusCode() != 412
                    && S3Faults.reason(e).filter(ObjectComparison::isCertain).isEmpty()) {
                throw e;
            }
            return Optional.of("of the same length, and cannot be compared: " + S3Faults.describe(e));
        } finally {
            readers.release();
        }
    }

    private static boolean isCertain(Reason reason) {
        return !reason.isByEvidence();
    }

    private ResponseInputStream<GetObjectResponse> read(String bucket, String key, String tag) {
        return client.getObject(request -> request.bucket(bucket).key(key).ifMatch(tag));
    }

    private static boolean sameBytes(
            ResponseInputStream<GetObjectResponse> expected, ResponseInputStream<GetObjectResponse> found)
            throws IOException {
        byte[] left = new byte[BUFFER_BYTES];
        byte[] right = new byte[BUFFER_BYTES];
        int length;
        do {
            length = expected.readNBytes(left, 0, BUFFER_BYTES);
            if (found.readNBytes(right, 0, BUFFER_BYTES) != length
                    || !Arrays.equals(left, 0, length, right, 0, length)) {
                return false;
            }
        } while (length == BUFFER_BYTES);
        return true;
    }

    private static boolean isMd5(HeadObjectResponse object) {
        return object.eTag() != null
                && MD5.matcher(object.eTag().replace("\"", "")).matches()
                && object.sseCustomerAlgorithm() == null
                && (object.serverSideEncryption() == null
                        || object.serverSideEncryption() == ServerSideEncryption.AES256);
    }

    /** A checksum of checksums of parts depends on how the object was cut. */
    private static String wholeChecksum(HeadObjectResponse object, Function<HeadObjectResponse, String> checksum) {
        return object.checksumType() == ChecksumType.COMPOSITE ? null : checksum.apply(object);
    }
}
