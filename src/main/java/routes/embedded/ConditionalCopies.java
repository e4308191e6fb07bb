package routes.embedded;

import java.util.stream.IntStream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Has s3proxy honour {@code If-None-Match: *} on copies, as S3 does: its own handler reads the condition for uploads only.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html">CopyObject</a>
 */
final class ConditionalCopies extends ForwardingBlobStore {

    private static final int LOCKS = 256;

    private final ThreadLocal<Boolean> onlyIfAbsent = ThreadLocal.withInitial(() -> false);
    private final Object[] locks =
            IntStream.range(0, LOCKS).mapToObj(number -> new Object()).toArray();

    ConditionalCopies(BlobStore store) {
        super(store);
    }

    /** What is to stand in front of the handler of the requests, which calls this store on the thread that it is called on. */
    Handler.Wrapper inFrontOf(Handler handler) {
        return new Handler.Wrapper(handler) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                onlyIfAbsent.set("*".equals(request.getHeaders().get("If-None-Match")));
                return super.handle(request, response, callback);
            }
        };
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        String bucket = request.destinationBucket();
        String key = request.destinationKey();
        synchronized (locks[Math.floorMod((bucket + "/" + key).hashCode(), LOCKS)]) {
            if (onlyIfAbsent.get() && blobExists(bucket, key)) {
                throw refusal();
            }
            return super.copyBlob(request);
        }
    }

    private static RuntimeException refusal() {
        AwsErrorDetails details = AwsErrorDetails.builder()
                .errorCode("PreconditionFailed")
                .errorMessage("At least one of the pre-conditions you specified did not hold")
                .build();
        return S3Exception.builder()
                .statusCode(412)
                .message(details.errorMessage())
                .awsErrorDetails(details)
                .build();
    }
}
