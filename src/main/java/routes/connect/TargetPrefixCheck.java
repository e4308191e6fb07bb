package routes.connect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Settings;
import routes.table.TableSchema;

/** Looks whether the column can hold the new prefix: no new path fits otherwise. */
final class TargetPrefixCheck {

    private static final String KEY = "target.object.prefix";

    private final TableSchema schema;
    private final JdbcTemplate jdbc;

    TargetPrefixCheck(TableSchema schema, JdbcTemplate jdbc) {
        this.schema = schema;
        this.jdbc = jdbc;
    }

    /** A line for the problem found. */
    List<String> check() {
        String prefix = schema.migration().targetPrefix();
        String column = schema.migration().column();
        if (!schema.fits(prefix + "x")) {
            return List.of(Settings.line(
                    KEY,
                    "is too long for the column %s, which holds %d %s: %s"
                            .formatted(
                                    column,
                                    schema.pathCharacters(),
                                    schema.pathCharset().isPresent() ? "characters" : "bytes",
                                    prefix)));
        }
        Optional<String> charset = schema.pathCharset().filter(set -> !holds(set, prefix));
        return charset.map(set -> List.of(Settings.line(
                        KEY,
                        "has characters that the column %s, of %s, cannot hold: %s".formatted(column, set, prefix))))
                .orElse(List.of());
    }

    /** What a character set cannot hold, a conversion replaces. */
    private boolean holds(String charset, String text) {
        byte[] held = jdbc.queryForObject(
                "SELECT CAST(CONVERT(CONVERT(? USING " + charset + ") USING utf8mb4) AS BINARY)", byte[].class, text);
        return text.equals(new String(held, StandardCharsets.UTF_8));
    }
}
