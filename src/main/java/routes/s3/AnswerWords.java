package routes.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps the words of an answer that is no success as the raw response of its exception: the SDK takes code and message from S3's XML,
 * and nothing from the page of a proxy.
 */
public final class AnswerWords implements ExecutionInterceptor {

    private static final int MOST_BYTES = 4096;
    private static final ExecutionAttribute<SdkBytes> WORDS = new ExecutionAttribute<>("answer-words");

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (context.httpResponse().isSuccessful() || context.responseBody().isEmpty()) {
            return context.responseBody();
        }
        InputStream body = context.responseBody().get();
        try {
            byte[] words = body.readNBytes(MOST_BYTES);
            attributes.putAttribute(WORDS, SdkBytes.fromByteArrayUnsafe(words));
            return Optional.of(new SequenceInputStream(new ByteArrayInputStream(words), body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        SdkBytes words = attributes.getAttribute(WORDS);
        if (words != null && context.exception() instanceof S3Exception answer && answer.awsErrorDetails() != null) {
            return answer.toBuilder()
                    .awsErrorDetails(answer.awsErrorDetails().toBuilder()
                            .rawResponse(words)
                            .build())
                    .build();
        }
        return context.exception();
    }
}
