package routes.copy;

import java.time.Instant;
import java.util.Optional;
import routes.ledger.CopyRecord;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * What the answer to a copy says of both objects. S3's own says nothing of the source but its version; where the source was looked at, what
 * was seen travels with the answer, as headers that S3 does not have.
 */
public final class CopyAnswer {

    private static final String SOURCE_TAG = "x-migration-source-etag";
    private static final String SOURCE_MODIFIED = "x-migration-source-modified";

    private CopyAnswer() {}

    /**
     * The answer to a copy whose source was looked at.
     *
     * @param tag ETag of the object at the new key
     * @param modified its last-modified; null when it is not known
     */
    public static CopyObjectResponse of(HeadObjectResponse source, String tag, Instant modified) {
        SdkHttpResponse.Builder headers = SdkHttpResponse.builder().statusCode(200);
        if (source.eTag() != null) {
            headers.putHeader(SOURCE_TAG, source.eTag());
        }
        if (source.lastModified() != null) {
            headers.putHeader(SOURCE_MODIFIED, source.lastModified().toString());
        }
        return (CopyObjectResponse) CopyObjectResponse.builder()
                .copyObjectResult(result -> result.eTag(tag).lastModified(modified))
                .copySourceVersionId(source.versionId())
                .sdkHttpResponse(headers.build())
                .build();
    }

    /**
     * What the ledger keeps of it.
     *
     * @param answer of S3, or of whatever a route file has put in the place of the copy, which says nothing
     */
    public static CopyRecord record(Object answer) {
        if (!(answer instanceof CopyObjectResponse response) || response.copyObjectResult() == null) {
            return CopyRecord.NONE;
        }
        return new CopyRecord(
                CopyRecord.bare(response.copyObjectResult().eTag()),
                response.copyObjectResult().lastModified(),
                header(response, SOURCE_TAG).map(CopyRecord::bare).orElse(null),
                header(response, SOURCE_MODIFIED).map(Instant::parse).orElse(null),
                CopyRecord.bare(response.copySourceVersionId()));
    }

    private static Optional<String> header(CopyObjectResponse response, String name) {
        return Optional.ofNullable(response.sdkHttpResponse()).flatMap(headers -> headers.firstMatchingHeader(name));
    }
}
