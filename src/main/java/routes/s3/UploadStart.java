package routes.s3;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** Begins a copy in parts with what CopyObject would have carried by itself, or with what was given instead. */
final class UploadStart {

    private final S3Client client;

    UploadStart(S3Client client) {
        this.client = client;
    }

    /**
     * The request that begins the upload.
     *
     * @param source the object as it was looked at
     * @param checksum the kind of checksum that the parts get; null: none
     */
    CreateMultipartUploadRequest of(CopyObjectRequest copy, HeadObjectResponse source, ChecksumAlgorithm checksum) {
        CreateMultipartUploadRequest.Builder upload = plain(copy);
        if (checksum != null) {
            upload.checksumAlgorithm(checksum);
        }
        if (copy.metadataDirective() == MetadataDirective.REPLACE) {
            upload.contentType(copy.contentType())
                    .cacheControl(copy.cacheControl())
                    .contentDisposition(copy.contentDisposition())
                    .contentEncoding(copy.contentEncoding())
                    .contentLanguage(copy.contentLanguage())
                    .expires(copy.expires())
                    .metadata(copy.metadata());
        } else {
            upload.contentType(source.contentType())
                    .cacheControl(source.cacheControl())
                    .contentDisposition(source.contentDisposition())
                    .contentEncoding(source.contentEncoding())
                    .contentLanguage(source.contentLanguage())
                    .expires(expires(source))
                    .metadata(source.metadata());
        }
        if (copy.taggingDirective() == TaggingDirective.REPLACE) {
            upload.tagging(copy.tagging());
        } else {
            tags(copy.sourceBucket(), copy.sourceKey()).ifPresent(upload::tagging);
        }
        return upload.build();
    }

    /** The request without what belongs to the object. */
    static CreateMultipartUploadRequest.Builder plain(CopyObjectRequest copy) {
        return CreateMultipartUploadRequest.builder()
                .bucket(copy.destinationBucket())
                .key(copy.destinationKey())
                .storageClass(copy.storageClassAsString())
                .acl(copy.aclAsString())
                .serverSideEncryption(copy.serverSideEncryptionAsString())
                .ssekmsKeyId(copy.ssekmsKeyId())
                .bucketKeyEnabled(copy.bucketKeyEnabled());
    }

    /** An object's tags; a server that knows none has none to carry. */
    Optional<Tagging> tags(String bucket, String key) {
        try {
            Tagging tags = Tagging.builder()
                    .tagSet(client.getObjectTagging(
                                    request -> request.bucket(bucket).key(key))
                            .tagSet())
                    .build();
            return Optional.of(tags).filter(some -> !some.tagSet().isEmpty());
        } catch (S3Exception e) {
            if (e.statusCode() == 501) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The algorithm of the source's checksum; null when it has none. */
    static ChecksumAlgorithm checksumOf(HeadObjectResponse source) {
        if (source.checksumCRC64NVME() != null) {
            return ChecksumAlgorithm.CRC64_NVME;
        }
        if (source.checksumCRC32C() != null) {
            return ChecksumAlgorithm.CRC32_C;
        }
        if (source.checksumCRC32() != null) {
            return ChecksumAlgorithm.CRC32;
        }
        if (source.checksumSHA256() != null) {
            return ChecksumAlgorithm.SHA256;
        }
        return source.checksumSHA1() != null ? ChecksumAlgorithm.SHA1 : null;
    }

    /** S3 takes only dates for this header, and keeps whatever it was given. */
    private static Instant expires(HeadObjectResponse source) {
        if (source.expiresString() == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(source.expiresString(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
