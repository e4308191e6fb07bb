package routes.s3;

import java.util.Optional;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.s3.CopyPolicy.Verify;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An S3 client whose CopyObject keeps its word on any server and for any size: {@code If-None-Match: *} overwrites nothing, an
 * object that is at the new key already counts as copied if it is the same, and what is too large for one request is
 * copied in parts. On a server that honours the condition a copy is one request.
 */
public final class ConditionalS3Client extends DelegatingS3Client {

    private static final String ANY = "*";

    private final S3Client copier;
    private final S3Client client;
    private final CopyPolicy policy;
    private final ConditionalWrites conditions;
    private final ObjectComparison comparison;
    private final Confirmations confirmations;
    private final MultipartCopy multipart;
    private final ControlCopy control;

    /** With one client for everything. */
    public ConditionalS3Client(S3Client client, CopyPolicy policy) {
        this(client, client, policy);
    }

    /**
     * With two clients, both of which it closes.
     *
     * @param copier what sends plain copies, of which it may expect success
     * @param client what sends everything else
     */
    public ConditionalS3Client(S3Client copier, S3Client client, CopyPolicy policy) {
        super(client);
        this.copier = copier;
        this.client = client;
        this.policy = policy;
        this.conditions = new ConditionalWrites(policy.conditional());
        this.comparison = new ObjectComparison(client);
        this.confirmations = new Confirmations(comparison);
        this.multipart = new MultipartCopy(client, policy.partSize(), policy.parallelParts());
        this.control = new ControlCopy(client, conditions, comparison, multipart, policy.partSize());
    }

    /** Connections that it may use at the same time beyond one for each copy. */
    public static int spareConnections(CopyPolicy policy) {
        return policy.parallelParts() + ObjectComparison.MOST_READERS;
    }

    /**
     * Copies an object.
     *
     * @throws ObjectRefusedException when another object is at the new key, the source is gone or changes, or the copy is
     *     not the same
     * @throws UnconfirmedException when S3 answers with success, and nothing shows that there is a copy
     */
    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest copy) {
        boolean guarded = ANY.equals(copy.ifNoneMatch());
        if (guarded && !conditions.areHonoured()) {
            Optional<HeadObjectResponse> there = comparison.target(copy);
            if (there.isPresent()) {
                return sameOrRefused(there.get(), copy);
            }
        }
        boolean conditional = guarded && conditions.mayBeHonoured();
        CopyObjectRequest sent =
                guarded && !conditional ? copy.toBuilder().ifNoneMatch(null).build() : copy;
        try {
            CopyObjectResponse response = copyAnySize(sent, guarded);
            verify(copy);
            return response;
        } catch (S3Exception e) {
            if (guarded && e.statusCode() == 412) {
                conditions.refused();
                return alreadyThere(copy);
            }
            if (conditional && e.statusCode() == 501 && !conditions.areHonoured()) {
                conditions.unimplemented();
                return copyObject(copy);
            }
            throw e;
        }
    }

    /**
     * Whether S3 would make a copy, of an object that is at its new key already; nothing is changed. Fails as the copy would.
     *
     * @return false when these two objects do not tell: they are not the same any more, or too large
     */
    public boolean takes(CopyObjectRequest copy) {
        return control.passes(copy);
    }

    @Override
    public void close() {
        multipart.close();
        copier.close();
        super.close();
    }

    private CopyObjectResponse copyAnySize(CopyObjectRequest copy, boolean guarded) {
        if (policy.multipartThreshold().isPresent()) {
            HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
            if (source.contentLength() >= policy.multipartThreshold().getAsLong()) {
                return copyInParts(copy, source, guarded);
            }
        }
        try {
            CopyObjectResponse response = confirmations.of(copy, copier.copyObject(copy));
            if (copy.ifNoneMatch() != null) {
                conditions.probe(() -> isRefusedNow(copy));
            }
            return response;
        } catch (S3Exception e) {
            if (!isTooLarge(e)) {
                throw e;
            }
            return copyInParts(copy, Confirmations.existing(comparison.source(copy)), guarded);
        } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException e) {
            // the larger the object the longer S3 takes: parts are quicker
            HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
            if (source.contentLength() <= policy.partSize()) {
                throw e;
            }
            return copyInParts(copy, source, guarded);
        }
    }

    private CopyObjectResponse copyInParts(CopyObjectRequest copy, HeadObjectResponse source, boolean guarded) {
        CopyObjectResponse response = multipart.copy(copy, source, () -> {
            if (guarded && !conditions.areHonoured()) {
                refuseToOverwrite(copy);
            }
        });
        long copied =
                comparison.target(copy).map(HeadObjectResponse::contentLength).orElse(-1L);
        if (copied != source.contentLength()) {
            throw new ObjectRefusedException(
                    Reason.VERIFY_FAILED, "the copy has %d bytes, not %d".formatted(copied, source.contentLength()));
        }
        return response;
    }

    /** Sends a copy that has just succeeded again. */
    private boolean isRefusedNow(CopyObjectRequest copy) {
        try {
            client.copyObject(copy);
            return false;
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case 412 -> true;
                case 501 -> false;
                default -> throw e;
            };
        }
    }

    /** Copying parts takes long enough for an object to appear that was not there before. */
    private void refuseToOverwrite(CopyObjectRequest copy) {
        comparison.target(copy).ifPresent(there -> sameOrRefused(there, copy));
    }

    /** The object at the new key may be an earlier copy of the same: of a job delivered again, of another row. */
    private CopyObjectResponse alreadyThere(CopyObjectRequest copy) {
        HeadObjectResponse there = comparison
                .target(copy)
                .orElseThrow(() -> new UnconfirmedException("the object at the new key vanished meanwhile"));
        return sameOrRefused(there, copy);
    }

    private CopyObjectResponse sameOrRefused(HeadObjectResponse there, CopyObjectRequest copy) {
        differenceFrom(there, copy).ifPresent(difference -> {
            throw otherObject(there, difference);
        });
        return Confirmations.ofObject(there);
    }

    private Optional<String> differenceFrom(HeadObjectResponse there, CopyObjectRequest copy) {
        return comparison.difference(copy, Confirmations.existing(comparison.source(copy)), there, true);
    }

    private void verify(CopyObjectRequest copy) {
        if (policy.verify() == Verify.NONE) {
            return;
        }
        HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
        Optional<String> difference = comparison
                .target(copy)
                .map(target -> comparison.difference(copy, source, target, policy.verify() == Verify.ETAG))
                .orElse(Optional.of("nothing at the new key"));
        difference.ifPresent(text -> {
            throw new ObjectRefusedException(Reason.VERIFY_FAILED, "the copy differs from its source: " + text);
        });
    }

    private static ObjectRefusedException otherObject(HeadObjectResponse there, String difference) {
        return new ObjectRefusedException(
                Reason.TARGET_EXISTS_DIFFERENT,
                "another object is at the new key: %s (of %s, request %s)"
                        .formatted(
                                difference,
                                there.lastModified(),
                                there.responseMetadata().requestId()));
    }

    /** S3 says InvalidRequest, of which the text tells this one; others EntityTooLarge. */
    private static boolean isTooLarge(S3Exception e) {
        return switch (S3Faults.code(e)) {
            case "EntityTooLarge" -> true;
            case "InvalidRequest" -> S3Faults.message(e).contains("larger than the maximum allowable size");
            default -> false;
        };
    }
}
