package routes.s3;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.ledger.CopyRecord;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * Notices where copies do not carry what they are to, and says it once for each process: S3 does all of it, other servers
 * drop some in silence, and of copies in parts others than of copies made at once. Copies are looked at until one has shown each trait:
 * in parts every one, since its object is looked at anyway, the others now and then.
 */
final class TraitsKept {

    private static final Logger LOG = LoggerFactory.getLogger(TraitsKept.class);

    /** Which copies made at once are looked at: the first ones may have no tags or metadata that could get lost. */
    private static final Set<Integer> LOOKS = Set.of(1, 10, 100, 1000);

    private final ObjectComparison comparison;
    private final UploadStart starts;
    private final Set<CopyTrait> unknownAtOnce = EnumSet.allOf(CopyTrait.class);
    private final Set<CopyTrait> unknownInParts = EnumSet.allOf(CopyTrait.class);
    private final AtomicInteger copiesAtOnce = new AtomicInteger();

    TraitsKept(S3Client client, ObjectComparison comparison) {
        this.comparison = comparison;
        this.starts = new UploadStart(client);
    }

    /** A copy was made at once. */
    void madeAtOnce(CopyObjectRequest copy, CopyObjectResponse made) {
        int number = copiesAtOnce.updateAndGet(copies -> Math.min(copies, 1000) + 1);
        if (!LOOKS.contains(number)) {
            return;
        }
        try {
            HeadObjectResponse there = Confirmations.existing(comparison.target(copy));
            HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
            if (!source.lastModified().isAfter(there.lastModified())) {
                compare("at once", unknownAtOnce, replaced(copy), starts.of(copy, source, null), made, there);
            }
        } catch (RuntimeException e) {
            // the copy is made, whatever a look at it comes to
            LOG.debug("what the S3 server keeps of a copy is still unknown", e);
        }
    }

    /**
     * A copy was made in parts.
     *
     * @param asked what it was to carry
     * @param there the object at the new key
     */
    void madeInParts(CreateMultipartUploadRequest asked, CopyObjectResponse made, HeadObjectResponse there) {
        try {
            compare("in parts", unknownInParts, Set.of(), asked, made, there);
        } catch (RuntimeException e) {
            LOG.debug("what the S3 server keeps of a copy in parts is still unknown", e);
        }
    }

    private void compare(
            String way,
            Set<CopyTrait> unknown,
            Set<CopyTrait> replaced,
            CreateMultipartUploadRequest asked,
            CopyObjectResponse made,
            HeadObjectResponse there) {
        String tag = CopyRecord.bare(made.copyObjectResult().eTag());
        if (tag == null || !tag.equals(CopyRecord.bare(there.eTag()))) {
            return; // somebody has written to the key meanwhile
        }
        Map<CopyTrait, String> differences = new EnumMap<>(CopyTrait.class);
        synchronized (unknown) {
            for (CopyTrait trait : Set.copyOf(unknown)) {
                boolean exactly = replaced.contains(trait);
                if (exactly || !trait.asked(asked).isEmpty()) {
                    String tags = trait == CopyTrait.TAGS ? tags(asked) : null;
                    String names = trait.difference(asked, there, tags, exactly);
                    unknown.remove(trait);
                    if (!names.isEmpty()) {
                        differences.put(trait, names);
                    }
                }
            }
        }
        if (!differences.isEmpty()) {
            say(way, asked, differences);
        }
    }

    /** What the source's is not to be taken of. In parts nothing is taken by itself. */
    private static Set<CopyTrait> replaced(CopyObjectRequest copy) {
        Set<CopyTrait> replaced = EnumSet.noneOf(CopyTrait.class);
        if (copy.taggingDirective() == TaggingDirective.REPLACE) {
            replaced.add(CopyTrait.TAGS);
        }
        if (copy.metadataDirective() == MetadataDirective.REPLACE) {
            replaced.add(CopyTrait.METADATA);
        }
        return replaced;
    }

    private void say(String way, CreateMultipartUploadRequest asked, Map<CopyTrait, String> differences) {
        Event.NOT_KEPT.warn(
                LOG,
                "the S3 server does not make {} of copies {} as it is asked to: s3://{}/{} differs in {} ({}); copying goes on, and other"
                        + " objects will differ so, too: set it there after the migration, if it is needed",
                value(
                        "traits",
                        differences.keySet().stream().map(CopyTrait::words).collect(Collectors.joining(", "))),
                way,
                value("bucket", asked.bucket()),
                value("key", asked.key()),
                String.join("; ", differences.values()),
                differences.keySet().stream().map(CopyTrait::setting).distinct().collect(Collectors.joining(", ")));
    }

    /** The tags at the new key, in the same words as those that were asked for; null when there are none. */
    private String tags(CreateMultipartUploadRequest asked) {
        return starts.tags(asked.bucket(), asked.key())
                .map(tags -> CreateMultipartUploadRequest.builder()
                        .tagging(tags)
                        .build()
                        .tagging())
                .orElse(null);
    }
}
