package routes.template;

import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Sees every request to S3: those of the SDK as its interceptor, and those that {@link TemplateS3Client} sends without it. */
public interface CopyWatcher extends ExecutionInterceptor {

    /** S3 answered to a copy that was sent without the SDK with this HTTP status. */
    void answered(int status);

    /** S3 confirmed a copy that was sent without the SDK, so many nanoseconds after it was asked. */
    void copied(long nanos);
}
