package routes.table;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Regular expressions that MariaDB, which has PCRE's, and Java read alike, for paths as bytes; made of ASCII only. */
final class PathBytes {

    private static final HexFormat HEX = HexFormat.of();

    private PathBytes() {}

    /** An expression for this text and no other. */
    static String literal(String text) {
        StringBuilder expression = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            expression.append(literal(each));
        }
        return expression.toString();
    }

    private static String literal(byte each) {
        char character = (char) (each & 0xFF);
        return Character.isLetterOrDigit(character) && character < 0x80
                ? String.valueOf(character)
                : "\\x" + HEX.toHexDigits(each);
    }

    /**
     * An expression for this text, each of its bytes as it is or percent-encoded.
     *
     * @param percent expression for the percent sign
     * @param plus whether a plus sign stands for a space
     */
    static String encoded(String text, String percent, boolean plus) {
        StringBuilder expression = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            expression
                    .append("(?:")
                    .append(literal(each))
                    .append(each == ' ' && plus ? "|\\x2b" : "")
                    .append("|")
                    .append(percent)
                    .append("(?i:")
                    .append(HEX.toHexDigits(each).toUpperCase(Locale.ROOT))
                    .append("))");
        }
        return expression.toString();
    }

    /** A value in SQL: bytes, which no character set changes. */
    static String sql(String text) {
        return "x'" + HEX.formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'";
    }
}
