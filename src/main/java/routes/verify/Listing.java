package routes.verify;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists a folder of a bucket, 1,000 keys a request. */
public final class Listing {

    private static final int PAGE = 1000;

    private final S3Client s3;
    private final LongAdder requests = new LongAdder();

    /** Takes objects, one after the other. */
    public interface Visitor {
        void visit(S3Object object) throws IOException;
    }

    public Listing(S3Client s3) {
        this.s3 = s3;
    }

    /** Visits every object of a folder but the folders' own markers, which are empty and end with a slash. */
    public void forEach(String bucket, String prefix, Visitor visitor) throws IOException {
        String token = null;
        do {
            ListObjectsV2Response page = s3.listObjectsV2(ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .maxKeys(PAGE)
                    .continuationToken(token)
                    .build());
            requests.increment();
            for (S3Object object : page.contents()) {
                if (object.size() > 0 || !object.key().endsWith("/")) {
                    visitor.visit(object);
                }
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
    }

    /** Requests made so far. */
    public long requests() {
        return requests.sum();
    }
}
