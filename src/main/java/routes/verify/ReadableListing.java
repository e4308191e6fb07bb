package routes.verify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Lets one odd key of a listing not cost the page. XML 1.0 has no control characters, and a server that does not encode keys when
 * it is asked to writes them all the same: the SDK then reads nothing of a thousand keys. What cannot be read is replaced by
 * {@link #UNREADABLE} before the SDK sees it.
 */
public final class ReadableListing implements ExecutionInterceptor {

    /** Stands in a key for what cannot be read of it. */
    public static final String UNREADABLE = "\uFFFD";

    private static final String LEGAL = "\\t\\n\\r\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}";
    private static final Pattern ILLEGAL = Pattern.compile("[^" + LEGAL + "]");
    private static final Pattern LEGAL_TEXT = Pattern.compile("[" + LEGAL + "]*");
    private static final Pattern REFERENCE = Pattern.compile("&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));");

    /** The SDK decodes what is said to be encoded, and fails at a percent sign that is none of an encoding. */
    private static final String ENCODED = "<EncodingType>url</EncodingType>";

    private static final Pattern KEY = Pattern.compile("<Key>[^<]*</Key>");
    private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return context.request() instanceof ListObjectsV2Request
                ? context.responseBody().map(Content::new)
                : context.responseBody();
    }

    /** The text of an answer that the SDK can read. */
    static String readable(String xml) {
        String legal =
                REFERENCE.matcher(ILLEGAL.matcher(xml).replaceAll(UNREADABLE)).replaceAll(ReadableListing::legal);
        return legal.contains(ENCODED)
                ? KEY.matcher(legal)
                        .replaceAll(key -> BARE_PERCENT.matcher(key.group()).replaceAll("%25"))
                : legal;
    }

    private static String legal(MatchResult reference) {
        int character = reference.group(1) == null
                ? Integer.parseInt(reference.group(2))
                : Integer.parseInt(reference.group(1), 16);
        boolean legal = Character.isValidCodePoint(character)
                && LEGAL_TEXT.matcher(Character.toString(character)).matches();
        return legal ? reference.group() : UNREADABLE;
    }

    /** Reads the answer when the SDK does, so that one that is cut short is tried again as any other is. */
    private static final class Content extends InputStream {

        private final InputStream answer;
        private InputStream content;

        Content(InputStream answer) {
            this.answer = answer;
        }

        @Override
        public int read() throws IOException {
            return content().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return content().read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            answer.close();
        }

        private InputStream content() throws IOException {
            if (content == null) {
                String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
                content = new ByteArrayInputStream(readable(text).getBytes(StandardCharsets.UTF_8));
            }
            return content;
        }
    }
}
