package routes.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The objects of a sample: what is in them, and what a copy has to keep beside it. */
public final class SampleObject {

    private SampleObject() {}

    /** The content of the object with this key in the source bucket. */
    public static byte[] content(String key) {
        return ("content of " + key).getBytes(StandardCharsets.UTF_8);
    }

    /** What a copy has to keep. */
    static PutObjectRequest.Builder request(int index) {
        PutObjectRequest.Builder request = PutObjectRequest.builder();
        if (index % 4 != 0) {
            request.contentType("image/jpeg");
        }
        if (index % 3 == 0) {
            request.metadata(Map.of("owner", "user-" + index, "camera", "a b+c%"));
        }
        if (index % 5 == 0) {
            request.cacheControl("max-age=3600").contentDisposition("inline");
        }
        return request;
    }
}
