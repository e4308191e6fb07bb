package routes.config;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * URIs without what may be secret in them: the user and the password, the fragment, and every option that is not known to be harmless. All
 * that people get to see of an endpoint goes through here: page, log, report and messages.
 */
public final class MaskedUri {

    static final String MASK = "********";

    /** A scheme, with or without the slashes, which Camel does not ask for; then the rest. */
    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:(?://)?)(.*)", Pattern.DOTALL);

    /** A word of a text that may be a URI; without backtracking, because others may have written the text. */
    private static final Pattern WORD =
            Pattern.compile("(?<![\\w/.{])[A-Za-z][A-Za-z0-9+.-]*:" + "(?>RAW\\([^)]*\\)|RAW\\{[^}]*}|[^\\s\"<>])*+");

    /** Camel's list of the options that an endpoint does not know. */
    private static final Pattern UNKNOWN = Pattern.compile("(\\[\\{[^={}]*=).*(}])");

    /** An option; the value in RAW() may hold anything, separators too. */
    private static final Pattern OPTION = Pattern.compile(
            "([^=&;]*)(?:=(RAW\\(.*?\\)(?=[&;]|$)|RAW\\{.*?}(?=[&;]|$)|[^&;]*))?([&;]?)", Pattern.DOTALL);

    /** Options of the built-in endpoints, and usual ones of files and buckets. */
    private static final Set<String> HARMLESS = Set.of(
            "allowNamedParameters",
            "amazonS3Client",
            "autoCreate",
            "autoCreateBucket",
            "batch",
            "blockTimeout",
            "channels",
            "charset",
            "claimMinIdle",
            "command",
            "concurrentConsumers",
            "connectionFactory",
            "connectTimeout",
            "consumerName",
            "deadLetterStream",
            "delay",
            "fileExist",
            "fileName",
            "fixedRate",
            "greedy",
            "group",
            "httpMethod",
            "initialDelay",
            "keyName",
            "maxDeliveries",
            "operation",
            "period",
            "pojoRequest",
            "prefix",
            "region",
            "repeatCount",
            "responseTimeout",
            "serializer",
            "throwExceptionOnFailure",
            "usePlaceholder");

    private MaskedUri() {}

    /** A setting's value; what is no URI is as it was. */
    public static String of(String value) {
        Matcher uri = URI.matcher(value);
        if (!uri.matches()) {
            return value;
        }
        String rest = uri.group(2);
        int user = rest.lastIndexOf('@');
        String shown = user < 0 ? "" : MASK + "@";
        String place = rest.substring(user + 1);
        int options = place.indexOf('?');
        String head = options < 0 ? place : place.substring(0, options);
        int fragment = head.indexOf('#');
        if (fragment >= 0) {
            return uri.group(1) + shown + head.substring(0, fragment) + "#" + MASK;
        }
        return uri.group(1) + shown + head + (options < 0 ? "" : "?" + options(place.substring(options + 1)));
    }

    /** A message that may quote URIs. */
    public static String inText(String text) {
        String known = UNKNOWN.matcher(text).replaceAll("$1" + MASK + "$2");
        return WORD.matcher(known).replaceAll(word -> Matcher.quoteReplacement(of(word.group())));
    }

    private static String options(String text) {
        return OPTION.matcher(text)
                .results()
                .filter(option -> !option.group().isEmpty())
                .map(option -> option(option.group(1), option.group(2)) + option.group(3))
                .collect(Collectors.joining());
    }

    private static String option(String name, String value) {
        if (value == null) {
            return name.isEmpty() ? "" : MASK;
        }
        boolean harmless = HARMLESS.contains(name) && !value.startsWith("RAW") && value.indexOf('#', 1) < 0;
        return name + "=" + (harmless ? value : MASK);
    }
}
