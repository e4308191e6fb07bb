package routes.config;

import java.util.List;
import java.util.Map;

/**
 * Values in quotes. A shell takes quotes away; an env file of docker keeps them, and so does a properties file. Then the prefix {@code "avatar/"}
 * is another one than {@code avatar/}, and nothing is found under it.
 */
final class QuotedValues {

    private QuotedValues() {}

    /**
     * Refuses values that stand in quotes as a whole. Secrets may begin and end with any character, and what the operator's own settings hold is
     * up to them. A value that has more quotes of the kind within is none of these, such as {@code "{key}" -> "{key}"} of path.forms.
     *
     * @throws ConfigurationException with a line for each
     */
    static void refuse(Map<String, String> values) {
        List<String> problems = values.entrySet().stream()
                .filter(entry -> !Settings.isSecret(entry.getKey()))
                .filter(entry -> ExternalFile.OPEN.stream().noneMatch(entry.getKey()::startsWith))
                .filter(entry -> isQuoted(entry.getValue(), '"') || isQuoted(entry.getValue(), '\''))
                .map(
                        entry -> Settings.line(
                                entry.getKey(),
                                "is in quotes, which would be part of the value: leave them out (docker's --env-file keeps them)"))
                .sorted()
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private static boolean isQuoted(String value, char quote) {
        return value.length() > 1 && value.charAt(0) == quote && value.indexOf(quote, 1) == value.length() - 1;
    }
}
