package routes.table;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import routes.config.KeyCoding;
import routes.config.Migration;
import routes.config.PathForm;
import routes.config.PathPattern;

/** Conditions of SQL on what a path of the table begins with. Their values are bytes of the settings, in hexadecimal. */
final class PathConditions {

    private final Migration migration;
    private final String path;

    /**
     * @param path expression for the path, as UTF-8 bytes
     */
    PathConditions(Migration migration, String path) {
        this.migration = migration;
        this.path = path;
    }

    /** Whether a path is a legacy one in one of the forms: never NULL. */
    String legacy() {
        return any(migration.paths().forms().stream().map(PathForm::from).toList(), migration.legacyPrefix());
    }

    /** Whether it is a new one: never NULL. */
    String target() {
        return any(migration.paths().forms().stream().map(PathForm::to).toList(), migration.targetPrefix());
    }

    /** Whether it is neither, and looks as if it meant a legacy object; never NULL. */
    String nearMiss() {
        NearMissPattern pattern = NearMissPattern.of(migration);
        // of the rows of other folders most are told by this alone, for a tenth of what the expression costs
        String mayBe = pattern.part()
                .map(part -> "CONVERT(" + path + " USING latin1) COLLATE latin1_general_ci LIKE '%" + part + "%' AND ")
                .orElse("");
        return "COALESCE(" + mayBe + "NOT " + target() + " AND " + path + " REGEXP "
                + PathBytes.sql(pattern.expression()) + ", FALSE)";
    }

    private String any(List<PathPattern> patterns, String prefix) {
        return patterns.stream()
                .map(pattern -> begins(pattern, prefix))
                .distinct()
                .collect(Collectors.joining(" OR ", "COALESCE(", ", FALSE)"));
    }

    private String begins(PathPattern pattern, String prefix) {
        if (pattern.isLiteral()) {
            String begins = pattern.before() + prefix;
            return begins.isEmpty()
                    ? "OCTET_LENGTH(" + path + ") > 0"
                    : "LEFT(" + path + ", " + begins.getBytes(StandardCharsets.UTF_8).length + ") = "
                            + PathBytes.sql(begins);
        }
        String authority = pattern.before().substring(0, pattern.authority());
        String rest = pattern.before().substring(pattern.authority());
        String key = pattern.coding() == KeyCoding.RAW
                ? PathBytes.literal(prefix)
                : PathBytes.encoded(prefix, "%", pattern.coding() == KeyCoding.PLUS);
        return path + " REGEXP "
                + PathBytes.sql("^(?i:" + PathBytes.literal(authority) + ")" + PathBytes.literal(rest) + key);
    }
}
