package routes.table;

/** Tells well-formed UTF-8 in SQL: a conversion of anything else fails a statement that writes. */
final class Utf8 {

    /** The bytes of one character, or of many of ASCII. Source: the Unicode Standard, table 3-7. */
    private static final String CHARACTERS = String.join(
            "|",
            "[\\\\x00-\\\\x7F]++",
            "[\\\\xC2-\\\\xDF][\\\\x80-\\\\xBF]",
            "\\\\xE0[\\\\xA0-\\\\xBF][\\\\x80-\\\\xBF]",
            "[\\\\xE1-\\\\xEC\\\\xEE\\\\xEF][\\\\x80-\\\\xBF]{2}",
            "\\\\xED[\\\\x80-\\\\x9F][\\\\x80-\\\\xBF]",
            "\\\\xF0[\\\\x90-\\\\xBF][\\\\x80-\\\\xBF]{2}",
            "[\\\\xF1-\\\\xF3][\\\\x80-\\\\xBF]{3}",
            "\\\\xF4[\\\\x80-\\\\x8F][\\\\x80-\\\\xBF]{2}");

    private Utf8() {}

    /** A condition that is true of bytes that are text. */
    static String isWellFormed(String bytes) {
        return bytes + " REGEXP '^(?:" + CHARACTERS + ")*+\\\\z'";
    }
}
