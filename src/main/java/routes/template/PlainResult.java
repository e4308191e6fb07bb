package routes.template;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;

/**
 * Reads a {@code CopyObjectResult} as S3 servers write it, which takes a fraction of what a parser takes. XML of any other form, and what is
 * no such result, is nothing to it: a parser decides then.
 */
final class PlainResult {

    private static final String ELEMENT = "CopyObjectResult";

    private final String text;
    private int at;
    private String eTag;
    private String modified;

    private PlainResult(String text) {
        this.text = text;
    }

    /** The result; empty when the answer is not of the usual form, or does not end. */
    static Optional<CopyObjectResult> of(byte[] body) {
        PlainResult result = new PlainResult(new String(body, StandardCharsets.UTF_8));
        return result.isRead() && result.eTag != null
                ? Optional.of(CopyObjectResult.builder()
                        .eTag(result.eTag)
                        .lastModified(result.modified == null ? null : AnswerTime.parse(result.modified))
                        .build())
                : Optional.empty();
    }

    private boolean isRead() {
        skipSpace();
        if (text.startsWith("<?xml ", at)) {
            int end = text.indexOf("?>", at);
            if (end < 0) {
                return false;
            }
            at = end + 2;
            skipSpace();
        }
        if (!text.startsWith("<" + ELEMENT, at)) {
            return false;
        }
        at += ELEMENT.length() + 1;
        int begin = text.indexOf('>', at);
        // nothing, or a namespace
        if (begin < 0 || !(begin == at || text.startsWith(" xmlns=", at)) || text.charAt(begin - 1) == '/') {
            return false;
        }
        at = begin + 1;
        return hasPlainElements();
    }

    private boolean hasPlainElements() {
        String end = "</" + ELEMENT + ">";
        skipSpace();
        while (!text.startsWith(end, at)) {
            if (!takesElement()) {
                return false;
            }
            skipSpace();
        }
        at += end.length();
        skipSpace();
        return at == text.length();
    }

    private boolean takesElement() {
        int nameEnd = text.indexOf('>', at);
        if (nameEnd < 0 || text.charAt(at) != '<') {
            return false;
        }
        String name = text.substring(at + 1, nameEnd);
        int valueEnd = text.indexOf('<', nameEnd);
        String close = "</" + name + ">";
        if (!name.chars().allMatch(Character::isLetterOrDigit) || !text.startsWith(close, valueEnd)) {
            return false;
        }
        String value = text.substring(nameEnd + 1, valueEnd).replace("&quot;", "\"");
        switch (name) {
            case "ETag" -> eTag = value;
            case "LastModified" -> modified = value;
            default -> {
                // checksums, which nobody asks for
            }
        }
        at = valueEnd + close.length();
        return value.indexOf('&') < 0;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
