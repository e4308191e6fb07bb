package routes.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Looks at some objects, one HEAD request each. */
public final class Sampler {

    private static final int THREADS = 16;

    private final S3Client s3;
    private final String bucket;

    public Sampler(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** Looks at the objects of these keys. */
    public ObjectFindings look(List<String> keys) throws InterruptedException {
        ObjectFindings findings = new ObjectFindings();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> looks = new ArrayList<>();
            keys.forEach(key -> looks.add(threads.submit(() -> look(key, findings))));
            for (Future<?> look : looks) {
                look.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return findings;
    }

    private void look(String key, ObjectFindings findings) {
        try {
            HeadObjectResponse head =
                    s3.headObject(request -> request.bucket(bucket).key(key));
            boolean restored = head.restore() != null && head.restore().contains("ongoing-request=\"false\"");
            findings.found(head.contentLength(), ObjectFindings.isArchive(head.storageClassAsString()) && !restored);
        } catch (S3Exception e) {
            // a refusal of all of them, such as for expired credentials, was found before by the checks of a run
            if (e.statusCode() == 404) {
                findings.missing();
            } else {
                findings.unknown(key + ": status " + e.statusCode());
            }
        }
    }
}
