package routes.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way in which a column writes the address of an object: what precedes the key, how the key is written, and whether a query or fragment may
 * follow it.
 *
 * @param before what precedes the key; scheme and host count in any case
 * @param coding how the key is written
 * @param query whether what begins with the first {@code ?} or {@code #} is not the key's
 */
public record PathPattern(String before, KeyCoding coding, boolean query) {

    private static final Pattern TEXT =
            Pattern.compile("(?<before>[^{}]*)\\{key(?::(?<coding>[a-z]+))?\\}(?<query>\\{query\\})?");
    private static final Pattern AUTHORITY = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*");
    private static final String UNRESERVED = "-._~/";
    private static final int HEX = 16;

    /**
     * Reads what a setting says.
     *
     * @throws IllegalArgumentException when it is no pattern, with what is wrong
     */
    public static PathPattern parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    text
                            + " must be what precedes the key, then {key}, {key:percent} or {key:plus}, then {query} or nothing");
        }
        KeyCoding coding = coding(matcher.group("coding"));
        return new PathPattern(
                matcher.group("before"), coding, coding != KeyCoding.RAW || matcher.group("query") != null);
    }

    private static KeyCoding coding(String name) {
        if (name == null) {
            return KeyCoding.RAW;
        }
        if (name.equals("percent") || name.equals("plus")) {
            return KeyCoding.valueOf(name.toUpperCase(Locale.ROOT));
        }
        throw new IllegalArgumentException("{key:" + name + "} is none of {key}, {key:percent} and {key:plus}");
    }

    /** Characters of scheme and host, which count in any case. */
    public int authority() {
        if (!before.contains("//")) {
            return 0; // asked for every row
        }
        Matcher matcher = AUTHORITY.matcher(before);
        return matcher.lookingAt() ? matcher.end() : 0;
    }

    /** Whether it is a URL or the like, which names a host or a bucket. */
    public boolean isUrl() {
        return authority() > 0;
    }

    /** Whether all that a text must begin with is the same, byte by byte, in every text. */
    public boolean isLiteral() {
        return coding == KeyCoding.RAW && !isUrl();
    }

    /**
     * The key of a text; empty when the text is not written so: it begins with something else, or is not encoded as it should be.
     */
    public Optional<PathReading> read(String text) {
        int authority = authority();
        if (!text.regionMatches(true, 0, before, 0, authority)
                || !text.startsWith(before.substring(authority), authority)) {
            return Optional.empty();
        }
        int end = keyEnds(text);
        return decode(text.substring(before.length(), end)).map(key -> new PathReading(key, end));
    }

    private int keyEnds(String text) {
        if (query) {
            for (int at = before.length(); at < text.length(); at++) {
                if (text.charAt(at) == '?' || text.charAt(at) == '#') {
                    return at;
                }
            }
        }
        return text.length();
    }

    /** The key that is written so; empty when it is not encoded as it should be, or not UTF-8. */
    public Optional<String> decode(String written) {
        if (coding == KeyCoding.RAW || (written.indexOf('%') < 0 && written.indexOf('+') < 0)) {
            return Optional.of(written);
        }
        byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream key = new ByteArrayOutputStream(bytes.length);
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '%') {
                int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], HEX) : -1;
                int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], HEX) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                key.write(high * HEX + low);
                at += 2;
            } else {
                key.write(bytes[at] == '+' && coding == KeyCoding.PLUS ? ' ' : bytes[at]);
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A path that means this key. */
    public String write(String key) {
        return before + encode(key);
    }

    /** How much of a written key stands for what the key begins with, in characters. */
    int written(String written, String begins) {
        if (coding == KeyCoding.RAW) {
            return begins.length();
        }
        int keyBytes = begins.getBytes(StandardCharsets.UTF_8).length;
        int at = 0;
        int bytes = 0;
        while (bytes < keyBytes) {
            int character = written.codePointAt(at);
            boolean encoded = character == '%';
            bytes += encoded ? 1 : Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            at += encoded ? "%XX".length() : Character.charCount(character);
        }
        return at;
    }

    /** A key, or a part of one, as it is written. */
    String encode(String key) {
        if (coding == KeyCoding.RAW) {
            return key;
        }
        StringBuilder written = new StringBuilder(key.length());
        for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xFF);
            if (isUnreserved(character)) {
                written.append(character);
            } else if (character == ' ' && coding == KeyCoding.PLUS) {
                written.append('+');
            } else {
                written.append('%').append(String.format("%02X", (int) character));
            }
        }
        return written.toString();
    }

    private static boolean isUnreserved(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || UNRESERVED.indexOf(character) >= 0;
    }

    @Override
    public String toString() {
        return before + coding.text() + (query && coding == KeyCoding.RAW ? "{query}" : "");
    }
}
