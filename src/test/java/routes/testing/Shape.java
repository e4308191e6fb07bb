package routes.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Printed lines without what differs from run to run: figures, times, ids, keys, and how often a line of one kind is repeated. */
public final class Shape {

    /** Stands for any number of lines that are not shown. */
    private static final String MORE = "...";

    private static final Map<String, String> RULES = new LinkedHashMap<>();

    static {
        RULES.put("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+]\\d\\d:\\d\\d)?", "TIME");
        RULES.put("\\d{8}T\\d{6}Z", "TIME");
        RULES.put("\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?", "TIME");
        RULES.put("[\\w.-]+-\\d+-[0-9a-f]{4,8}\\b", "PROCESS");
        RULES.put("\\b[0-9a-f]{32}\\b", "ETAG");
        RULES.put(",? ?request \\w{8,}", "");
        RULES.put("http://[\\w.]+:\\d+", "ENDPOINT");
        RULES.put("(?:file:)?/\\S*?/(?=config/|routes/)", "");
        RULES.put("row \\S+: ((?:[A-Z_]+: )?)(?:image|avatar)/.*?( \\(.*)?$", "row #: $1KEY$2");
        RULES.put("^ *(image|avatar)/.* -> (image|avatar)/.*$", "KEY -> KEY");
        RULES.put("^\\d+,image/.*,avatar/[^,]*,", "#,KEY,KEY,");
        RULES.put("(?:\\d[\\d,.]*\\d|\\d)", "#");
        RULES.put("# (?:bytes|KiB|MiB|GiB)", "SIZE");
        RULES.put("(?:# (?:d|h|min|s|ms)\\b ?)+", "DURATION ");
        RULES.put("\\s+", " ");
        RULES.put("[ .]+$", "");
    }

    private Shape() {}

    /** Whether what is printed is what a document shows. */
    public static boolean matches(List<String> shown, List<String> printed) {
        return matches(of(shown), of(printed), 0, 0);
    }

    /** Whether what is printed has, somewhere, what a document shows. */
    public static boolean isPartOf(List<String> shown, List<String> printed) {
        List<String> part = new ArrayList<>(List.of(MORE));
        part.addAll(shown);
        part.add(MORE);
        return matches(part, printed);
    }

    private static boolean matches(List<String> shown, List<String> printed, int from, int to) {
        if (from == shown.size()) {
            return to == printed.size();
        }
        if (shown.get(from).equals(MORE)) {
            return matches(shown, printed, from + 1, to)
                    || (to < printed.size() && matches(shown, printed, from, to + 1));
        }
        return to < printed.size()
                && shown.get(from).equals(printed.get(to))
                && matches(shown, printed, from + 1, to + 1);
    }

    /** The shapes of lines; of several of one shape that follow each other, one. */
    public static List<String> of(List<String> lines) {
        List<String> shapes = new ArrayList<>();
        for (String line : lines) {
            String shape = line.strip().equals(MORE) ? MORE : of(line);
            if (shapes.isEmpty() || !shapes.get(shapes.size() - 1).equals(shape)) {
                shapes.add(shape);
            }
        }
        return shapes;
    }

    private static String of(String line) {
        String shape = line;
        for (Map.Entry<String, String> rule : RULES.entrySet()) {
            shape = shape.replaceAll(rule.getKey(), rule.getValue());
        }
        return shape;
    }
}
