package routes.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists a folder of a bucket, 1,000 keys a request. Keys are asked for in URL encoding, which the SDK undoes: XML has no control
 * characters, and keys may have them.
 */
public final class Listing {

    private static final int PAGE = 1000;
    private static final int EXAMPLES = 10;

    private final S3Client s3;
    private final LongAdder requests = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final List<String> examples = new ArrayList<>();

    /** Takes objects, one after the other. */
    public interface Visitor {
        void visit(S3Object object) throws IOException;
    }

    /**
     * @param s3 with {@link ReadableListing} among its interceptors
     */
    public Listing(S3Client s3) {
        this.s3 = s3;
    }

    /** Visits every object of a folder, the markers of folders (0 bytes, with a slash at the end) among them. */
    public void forEach(String bucket, String prefix, Visitor visitor) throws IOException {
        String token = null;
        do {
            ListObjectsV2Response page = s3.listObjectsV2(ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .maxKeys(PAGE)
                    .encodingType(EncodingType.URL)
                    .continuationToken(token)
                    .build());
            requests.increment();
            for (S3Object object : page.contents()) {
                if (object.key().contains(ReadableListing.UNREADABLE)) {
                    unreadable("s3://" + bucket + "/" + object.key());
                }
                visitor.visit(object);
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
    }

    /** Requests made so far. */
    public long requests() {
        return requests.sum();
    }

    /** Objects so far whose key the server's listing does not say in full. */
    public long unreadable() {
        return unreadable.sum();
    }

    /** The first of them, with {@link ReadableListing#UNREADABLE} for what cannot be read. */
    public synchronized List<String> unreadableExamples() {
        return List.copyOf(examples);
    }

    private synchronized void unreadable(String address) {
        unreadable.increment();
        if (examples.size() < EXAMPLES) {
            examples.add(address);
        }
    }
}
