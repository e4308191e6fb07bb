package routes.s3;

import java.util.Optional;
import java.util.Set;
import routes.copy.CopyAnswer;
import routes.copy.CopyRequests;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.s3.CopyPolicy.Verify;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
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
    private final CopyPolicy policy;
    private final ConditionalWrites conditions;
    private final ObjectComparison comparison;
    private final MultipartCopy multipart;
    private final ControlCopy control;
    private final Recopy recopy;
    private final AnySizeCopy copies;

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
        this.policy = policy;
        this.conditions = new ConditionalWrites();
        this.comparison = new ObjectComparison(client);
        this.multipart = new MultipartCopy(client, policy.partSize(), policy.parallelParts());
        this.control = new ControlCopy(client, conditions, comparison, multipart, policy.partSize());
        this.recopy = new Recopy(comparison, this::sendGuarded);
        this.copies = new AnySizeCopy(copier, client, policy, conditions, comparison, multipart, this::lastLook);
    }

    /** Connections that it may use at the same time beyond one for each copy. */
    public static int spareConnections(CopyPolicy policy) {
        return policy.parallelParts() + ObjectComparison.MOST_READERS;
    }

    /**
     * Copies an object. With {@code If-Match} it names an earlier copy of the migration's own, by its ETag: should that be at the new key, and
     * the source be another one by now, then it is replaced. With {@link CopyRequests#LOOK_FIRST} it looks at the new key before it copies.
     *
     * @throws ObjectRefusedException when another object is at the new key, the source is gone or changes, or the copy is
     *     not the same
     * @throws UnconfirmedException when S3 answers with success, and nothing shows that there is a copy
     */
    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        boolean looks = request.overrideConfiguration()
                .map(options -> options.executionAttributes().getAttribute(CopyRequests.LOOK_FIRST))
                .orElse(false);
        CopyObjectRequest plain = looks
                ? request.toBuilder()
                        .overrideConfiguration((AwsRequestOverrideConfiguration) null)
                        .build()
                : request;
        if (plain.ifMatch() == null) {
            return copyNew(plain, looks);
        }
        CopyObjectRequest copy = plain.toBuilder().ifMatch(null).build();
        try {
            return copyNew(copy, looks);
        } catch (ObjectRefusedException e) {
            if (e.reason() != Reason.TARGET_EXISTS_DIFFERENT || !ANY.equals(copy.ifNoneMatch())) {
                throw e;
            }
            return replaceOwn(copy, request.ifMatch(), e);
        }
    }

    private CopyObjectResponse replaceOwn(CopyObjectRequest copy, String ours, ObjectRefusedException refusal) {
        try {
            return copyAgain(copy, Set.of(ours));
        } catch (ObjectRefusedException e) {
            throw e.reason() == Reason.TARGET_CHANGED ? refusal : e;
        }
    }

    /**
     * Copies an object over the copy that was made of it before, if that is still at the new key, and whatever the source was then.
     *
     * @param ours ETags of the earlier copies, without quotes, as far as they are known
     * @throws ObjectRefusedException {@code TARGET_CHANGED} when something else is at the new key, which is not the source's present content;
     *     {@code SOURCE_MISSING} when there is no source any more
     */
    public CopyObjectResponse copyAgain(CopyObjectRequest copy, Set<String> ours) {
        CopyObjectResponse response = recopy.copy(copy, ours);
        verify(copy);
        return response;
    }

    private CopyObjectResponse copyNew(CopyObjectRequest copy, boolean looks) {
        boolean guarded = ANY.equals(copy.ifNoneMatch());
        if (guarded && (looks || !conditions.areHonoured())) {
            Optional<HeadObjectResponse> there = comparison.target(copy);
            if (there.isPresent()) {
                return sameOrRefused(there.get(), copy);
            }
        }
        boolean conditional = guarded && conditions.mayBeHonoured();
        CopyObjectRequest sent =
                guarded && !conditional ? copy.toBuilder().ifNoneMatch(null).build() : copy;
        try {
            CopyObjectResponse response = copies.copy(sent, guarded);
            verify(copy);
            return response;
        } catch (S3Exception e) {
            if (guarded && e.statusCode() == 412) {
                conditions.refused();
                return alreadyThere(copy);
            }
            if (conditional && e.statusCode() == 501 && !conditions.areHonoured()) {
                conditions.unimplemented();
                return copyNew(copy, looks);
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

    /** What sends plain copies: a bucket that it does not reach, such as one of another region, cannot be copied to. */
    public S3Client copier() {
        return copier;
    }

    /** Whether the server honours {@code If-None-Match} on copies; empty while no copy has shown it. */
    public Optional<Boolean> honoursConditions() {
        return conditions.known();
    }

    @Override
    public void close() {
        multipart.close();
        copier.close();
        super.close();
    }

    /** Sends a copy under conditions of its own, without those that the server does not implement. */
    private CopyObjectResponse sendGuarded(CopyObjectRequest copy) {
        boolean guarded = ANY.equals(copy.ifNoneMatch());
        try {
            return copies.copy(
                    guarded && !conditions.mayBeHonoured()
                            ? copy.toBuilder().ifNoneMatch(null).build()
                            : copy,
                    guarded);
        } catch (S3Exception e) {
            if (e.statusCode() != 501) {
                throw e;
            }
            return copies.copy(copy.toBuilder().ifNoneMatch(null).ifMatch(null).build(), guarded);
        }
    }

    /** Copying parts takes long enough for an object to appear that was not there before. */
    private void lastLook(CopyObjectRequest copy, boolean guarded) {
        if (guarded && !conditions.areHonoured()) {
            comparison.target(copy).ifPresent(there -> sameOrRefused(there, copy));
        }
        if (copy.ifMatch() != null) {
            recopy.requireOurs(copy);
        }
    }

    /** The object at the new key may be an earlier copy of the same: of a job delivered again, of another row. */
    private CopyObjectResponse alreadyThere(CopyObjectRequest copy) {
        HeadObjectResponse there = comparison
                .target(copy)
                .orElseThrow(() -> new UnconfirmedException("the object at the new key vanished meanwhile"));
        return sameOrRefused(there, copy);
    }

    private CopyObjectResponse sameOrRefused(HeadObjectResponse there, CopyObjectRequest copy) {
        HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
        comparison.difference(copy, source, there, true).ifPresent(difference -> {
            throw otherObject(there, difference);
        });
        return CopyAnswer.of(source, there.eTag(), there.lastModified());
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
}
