package routes.table;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import routes.config.Migration;

/**
 * What the migration must know of the production table.
 *
 * @param keyColumn column that identifies a row
 * @param keyType how its values travel
 * @param keyDefinition type of the ledger's primary key, with character set and collation, so that it compares and sorts alike
 * @param pathCharset character set of the path column; empty for one that is binary, or is taken for it
 * @param pathCharacters longest value of the path column, in characters (bytes for a binary one)
 * @param transactionRows most rows that one transaction may change
 * @param keyIndex unique index of the key column, along which the table is read
 */
public record TableSchema(
        Migration migration,
        String keyColumn,
        RowKeyType keyType,
        String keyDefinition,
        Optional<String> pathCharset,
        long pathCharacters,
        long transactionRows,
        String keyIndex) {

    private static final String PRIMARY = "PRIMARY";

    /** The table of a server that limits no transaction, with the key column for its primary key. */
    public TableSchema(
            Migration migration,
            String keyColumn,
            RowKeyType keyType,
            String keyDefinition,
            Optional<String> pathCharset,
            long pathCharacters) {
        this(migration, keyColumn, keyType, keyDefinition, pathCharset, pathCharacters, Long.MAX_VALUE, PRIMARY);
    }

    /** Quotes an identifier. */
    public static String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** Longest new path that the column holds. */
    public boolean fits(String path) {
        long length = pathCharset.isPresent()
                ? path.codePointCount(0, path.length())
                : path.getBytes(StandardCharsets.UTF_8).length;
        return length <= pathCharacters;
    }

    /**
     * As many keys as one transaction may deal with.
     *
     * @param wanted where the server sets no limit
     * @param changes rows that each may change: of ledger and table, and the history of a system-versioned one
     */
    public int keysOfTransaction(int wanted, int changes) {
        return (int) Math.min(wanted, Math.max(1, transactionRows / changes));
    }

    /**
     * SQL for the path of a table alias as UTF-8 bytes: object keys are bytes, while collations ignore case, accents and
     * trailing spaces.
     */
    public String pathBytes(String alias) {
        String column = alias + "." + quoted(migration.column());
        if (migration.asBytes()) {
            return "CAST(" + column + " AS BINARY)";
        }
        return pathCharset
                .map(charset -> charset.toLowerCase(Locale.ROOT).startsWith("utf8")
                        ? "CAST(" + column + " AS BINARY)"
                        : "CAST(CONVERT(" + column + " USING utf8mb4) AS BINARY)")
                .orElse(column);
    }

    /** SQL for what is written into the path column: a path, or its bytes, which no character set changes. */
    public String stored(String path) {
        return migration.asBytes() ? "CAST(" + path + " AS BINARY)" : path;
    }

    /** What the ledger's key is made with. A TIMESTAMP without a default may get one that changes it with the row. */
    String ledgerKey() {
        return keyDefinition + (keyDefinition.startsWith("timestamp") ? " DEFAULT '2000-01-01 00:00:00'" : "");
    }
}
