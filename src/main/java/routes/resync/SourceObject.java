package routes.resync;

import java.time.Instant;
import routes.ledger.CopyRecord;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A legacy object as it is now.
 *
 * @param tag its ETag, without quotes; empty when it has none
 * @param modified when it was last written, by S3's clock
 */
record SourceObject(String tag, Instant modified) {

    static SourceObject of(S3Object listed) {
        return of(listed.eTag(), listed.lastModified());
    }

    static SourceObject of(HeadObjectResponse seen) {
        return of(seen.eTag(), seen.lastModified());
    }

    private static SourceObject of(String tag, Instant modified) {
        String bare = CopyRecord.bare(tag);
        return new SourceObject(bare == null ? "" : bare, modified == null ? Instant.EPOCH : modified);
    }
}
