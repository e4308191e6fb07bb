package routes.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns that {@code migration.tables} names: {@code TABLE.COLUMN}, or {@code TABLE.COLUMN(KEY)} with the column that identifies its rows,
 * separated by commas. A name with a dot, a comma, a parenthesis or a space stands in backticks, as in SQL.
 *
 * @param key the row key column; empty for the primary key's
 */
record TableNames(String table, String column, Optional<String> key) {

    private static final String NAME = "(`(?:[^`]|``)+`|[^`.,()\\s]+)";
    private static final Pattern ONE =
            Pattern.compile("\\s*" + NAME + "\\." + NAME + "(?:\\s*\\(\\s*" + NAME + "\\s*\\))?\\s*(,|$)");

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when the text is no such list, with what is wrong
     */
    static List<TableNames> parse(String text) {
        List<TableNames> names = new ArrayList<>();
        Matcher next = ONE.matcher(text);
        int at = 0;
        boolean more = true;
        while (more) {
            if (!next.find(at) || next.start() != at) {
                throw new IllegalArgumentException(
                        "must name columns as TABLE.COLUMN or TABLE.COLUMN(KEY), separated by commas, and has \""
                                + text.substring(at).strip() + "\"");
            }
            names.add(new TableNames(
                    plain(next.group(1)),
                    plain(next.group(2)),
                    Optional.ofNullable(next.group(3)).map(TableNames::plain)));
            at = next.end();
            more = next.group(4).equals(",");
        }
        return names;
    }

    private static String plain(String name) {
        return name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
    }

    /** As it is named in settings, on the command line and to people. */
    String text() {
        return table + "." + column;
    }
}
