package routes.config;

/** How a key is written. */
public enum KeyCoding {
    /** As it is. */
    RAW("{key}"),
    /** Percent-encoded, as in a URL (RFC 3986). */
    PERCENT("{key:percent}"),
    /** The same, and a plus sign stands for a space, as S3 reads the path of a URL, and as forms are written. */
    PLUS("{key:plus}");

    private final String text;

    KeyCoding(String text) {
        this.text = text;
    }

    /** As the setting has it. */
    String text() {
        return text;
    }
}
