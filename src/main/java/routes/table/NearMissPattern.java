package routes.table;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import routes.config.KeyCoding;
import routes.config.Migration;
import routes.config.PathPattern;

/**
 * Recognises a path that looks as if it meant a legacy object: the legacy prefix in another case, encoded, after slashes and dots, a host or
 * the bucket, or inside other text. Another folder is none, nor is the prefix in the middle of another key.
 */
public final class NearMissPattern {

    private static final String PERCENT = "%(?:25)*";
    private static final String SLASH = "(?:[/\\\\]|" + PERCENT + "2F)";

    /** What a path inside other text comes after: white space, quotes, brackets and the like. */
    private static final String AFTER = "(?:^|[\\x00-\\x20\"'`(),;<=>\\[\\]{}|])";

    private static final String SCHEME = "(?:[a-z][a-z0-9+.\\-]*(?::|" + PERCENT + "3A))?";
    private static final String HOST =
            "(?:" + SCHEME + SLASH + "{2}[^/\\\\?#%\\x00-\\x20\"'<>]*(?=[/\\\\%])|arn:[a-z\\-]+:s3:::)?";
    private static final String DOTS = "(?:" + SLASH + "|\\.|" + PERCENT + "2E)*";
    private static final Pattern AUTHORITY = Pattern.compile("^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*");
    private static final Pattern END = Pattern.compile("[\\x00-\\x20\"'`(),;<>\\[\\]{}|]");
    private static final Pattern QUERY = Pattern.compile("[?#]");
    private static final int LONGEST = 100;
    private static final String INSIDE = "\u2026";

    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
    private static final Pattern RESERVED = Pattern.compile("[^A-Za-z0-9.-]+");

    private final String legacyPrefix;
    private final String named;
    private final String expression;
    private final Pattern pattern;

    private NearMissPattern(String legacyPrefix, String named, String expression) {
        this.legacyPrefix = legacyPrefix;
        this.named = named;
        this.expression = expression;
        this.pattern = Pattern.compile(expression);
    }

    /** That of a migration. */
    public static NearMissPattern of(Migration migration) {
        String bucket = encoded(migration.sourceBucket());
        String prefix = migration.legacyPrefix();
        // of the root of a bucket only the bucket's own name tells
        String form = prefix.isEmpty()
                ? HOST + DOTS + bucket + SLASH + "|(?:" + SCHEME + SLASH + "{2})" + bucket + "\\.s3[^/]*/"
                : HOST + DOTS + "(?:" + bucket + SLASH + "+" + DOTS + ")?"
                        + encoded(prefix.substring(0, prefix.length() - 1)) + SLASH;
        return new NearMissPattern(
                prefix, prefix.isEmpty() ? migration.sourceBucket() : prefix, "(?i)" + AFTER + "(?<form>" + form + ")");
    }

    private static String encoded(String text) {
        StringBuilder expression = new StringBuilder();
        text.codePoints().forEach(character -> expression.append(encoded(character)));
        return expression.toString();
    }

    /** Nobody encodes what needs not be encoded. */
    private static String encoded(int character) {
        if (character == '/') {
            return SLASH + "+";
        }
        String text = Character.toString(character);
        return UNRESERVED.matcher(text).matches() ? PathBytes.literal(text) : PathBytes.encoded(text, PERCENT, true);
    }

    /** A text that every near miss has in it, in whatever case: letters, digits, dots and hyphens; empty if there is none. */
    Optional<String> part() {
        return Stream.of(RESERVED.split(named))
                .max(Comparator.comparingInt(String::length))
                .filter(part -> !part.isEmpty());
    }

    /** The expression, for paths as bytes. */
    String expression() {
        return expression;
    }

    /**
     * What the path of a row has in common with others of its form: all of it up to the legacy prefix, scheme and host in small letters; after
     * an ellipsis when the path is inside other text. Empty when it is no near miss.
     */
    public Optional<String> form(byte[] path) {
        Matcher matcher = pattern.matcher(new String(path, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            return Optional.empty();
        }
        String form = new String(matcher.group("form").getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        Matcher authority = AUTHORITY.matcher(form);
        String normal =
                authority.find() ? authority.group().toLowerCase(Locale.ROOT) + form.substring(authority.end()) : form;
        String shown = matcher.start("form") > 0 ? INSIDE + normal : normal;
        return Optional.of(shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST));
    }

    /** A row that holds such a path, as one of its form. */
    public NearMisses miss(String row, byte[] path) {
        return NearMisses.of(form(path).orElse(NearMisses.OTHERS), row, new String(path, StandardCharsets.UTF_8));
    }

    /** Keys of the legacy objects that a path may mean, whatever follows it and however it is written. */
    public Set<String> keys(byte[] path) {
        Matcher matcher = pattern.matcher(new String(path, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            return Set.of();
        }
        String rest = new String(path, matcher.end(), path.length - matcher.end(), StandardCharsets.UTF_8);
        Set<String> keys = new HashSet<>();
        for (String written : List.of(rest, END.split(rest, 2)[0], QUERY.split(END.split(rest, 2)[0], 2)[0])) {
            keys.add(legacyPrefix + written);
            for (KeyCoding coding : KeyCoding.values()) {
                new PathPattern("", coding, false).decode(written).ifPresent(key -> keys.add(legacyPrefix + key));
            }
        }
        return keys;
    }

    /** What the settings would have to say so that rows of a form are migrated; empty when no setting does that. */
    public Optional<String> setting(String form) {
        if (form.startsWith(INSIDE) || legacyPrefix.isEmpty()) {
            return Optional.empty();
        }
        boolean url = AUTHORITY.matcher(form).find();
        if (form.endsWith(legacyPrefix)) {
            return Optional.of("PATH_FORMS: " + form.substring(0, form.length() - legacyPrefix.length())
                    + (url && !form.startsWith("s3:") ? "{key:percent}" : "{key}"));
        }
        String end =
                form.length() < legacyPrefix.length() ? form : form.substring(form.length() - legacyPrefix.length());
        return end.equalsIgnoreCase(legacyPrefix)
                ? Optional.of("LEGACY_S3_OBJECT_PREFIX: " + end
                        + ", if that is a folder of the bucket, for a migration of its own")
                : Optional.of("PATH_FORMS: {key:percent}");
    }
}
