package routes.table;

import java.util.Locale;
import java.util.Optional;
import routes.config.Migration;

/**
 * What the migration must know of the production table.
 *
 * @param keyColumn column that identifies a row
 * @param keyType how its values travel
 * @param keyDefinition its type with character set and collation, so that the ledger's primary key sorts alike
 * @param pathCharset character set of the path column; empty for a binary one
 * @param pathCharacters longest value of the path column, in characters (bytes for a binary one)
 */
public record TableSchema(
        Migration migration,
        String keyColumn,
        RowKeyType keyType,
        String keyDefinition,
        Optional<String> pathCharset,
        long pathCharacters) {

    /** Quotes an identifier. */
    public static String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** Longest new path that the column holds. */
    public boolean fits(String path) {
        long length = pathCharset.isPresent()
                ? path.codePointCount(0, path.length())
                : path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return length <= pathCharacters;
    }

    /**
     * SQL for the path of a table alias as UTF-8 bytes: object keys are bytes, while collations ignore case, accents and
     * trailing spaces.
     */
    public String pathBytes(String alias) {
        String column = alias + "." + quoted(migration.column());
        return pathCharset
                .map(charset -> charset.toLowerCase(Locale.ROOT).startsWith("utf8")
                        ? "CAST(" + column + " AS BINARY)"
                        : "CAST(CONVERT(" + column + " USING utf8mb4) AS BINARY)")
                .orElse(column);
    }
}
