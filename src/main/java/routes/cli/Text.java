package routes.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import routes.status.Moments;
import routes.table.NearMisses;

/** Figures as people read them. */
final class Text {

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}|[\\u0080-\\u009F]");

    private Text() {}

    /** With thousands separated, whole numbers only; anything else as it is. */
    static String number(Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
        }
        return String.valueOf(value);
    }

    /** Such as {@code 2 h 5 min}; to the second below a minute. */
    static String duration(long seconds) {
        return Moments.duration(seconds);
    }

    static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** A key or path on one line: a control character could command the terminal. */
    static String printable(String text) {
        return CONTROL.matcher(text)
                .replaceAll(control -> Matcher.quoteReplacement(String.format(
                        Locale.ROOT, "\\u%04x", (int) control.group().charAt(0))));
    }

    /** A line for each form. */
    static List<String> nearMisses(Map<String, NearMisses.Form> forms) {
        return forms.entrySet().stream()
                .map(form -> "%s rows as %s%s"
                        .formatted(
                                number(form.getValue().rows()),
                                printable(form.getKey()),
                                form.getValue().samples().stream()
                                        .findFirst()
                                        .map(row -> ", such as row %s: %s"
                                                .formatted(printable(row.row()), printable(row.path())))
                                        .orElse("")))
                .toList();
    }

    static String percent(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.1f %%", value);
    }
}
