package routes.table;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the values of a row-key column travel as text. Keys are ordered and compared by the database alone, whose rules
 * (collations, the byte order of UUID) are not Java's, and by expressions that an index on the column serves.
 */
public enum RowKeyType {
    /**
     * Any exact number, as decimal digits; bound as a number so that an index on it serves. DECIMAL has up to 65 digits, 38 of them behind the
     * point (https://mariadb.com/kb/en/decimal/).
     */
    NUMBER("%s", "-?\\d{1,65}(\\.\\d{1,38})?"),
    /** Bits, as the number that they make, of 64 at most. */
    BITS("%s + 0", "\\d{1,20}"),
    /** Text as it is; UUID and INET in the database's own notation. */
    TEXT("%s", "(?s).{0,3072}"),
    /** Dates and times in the database's own notation: it knows some that Java does not, such as 2024-00-00. */
    TIME("CAST(%s AS CHAR)", "-?\\d[\\d:. -]{0,30}"),
    /**
     * The names of an ENUM. It sorts by their numbers and compares with a text by the text, so that both are done with the name, without an
     * index: such a table has no more rows than the column has names.
     */
    LABEL("%s", "(?s).{0,255}"),
    /** Bytes, as hexadecimal digits. */
    BINARY("%s", "[0-9a-fA-F]{0,6144}");

    private static final String NAMES = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    /** An ENUM's name has no more characters. */
    private static final int NAME_CHARACTERS = 255;

    private final String read;
    private final Pattern form;

    /**
     * @param read what a query selects of a key
     * @param form what the text form of every key matches, none of which is long: an index holds no more than 3,072 bytes
     */
    RowKeyType(String read, String form) {
        this.read = read;
        this.form = Pattern.compile(form);
    }

    /** The type for a column's {@code DATA_TYPE}, if values of that type identify a row without doubt. */
    public static Optional<RowKeyType> of(String dataType) {
        return switch (dataType.toLowerCase(Locale.ROOT)) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal" -> Optional.of(NUMBER);
            case "bit" -> Optional.of(BITS);
            case "char", "varchar", "uuid", "inet4", "inet6" -> Optional.of(TEXT);
            case "date", "datetime", "timestamp", "time", "year" -> Optional.of(TIME);
            case "enum" -> Optional.of(LABEL);
            case "binary", "varbinary" -> Optional.of(BINARY);
            default -> Optional.empty();
        };
    }

    /** SQL by which the table's column is ordered and compared. */
    String compared(String column) {
        return this == LABEL ? "CAST(" + column + " AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin" : column;
    }

    /** SQL that a query selects of what {@link #compared} says, so that {@link #read} makes the text form of it. */
    String selected(String compared) {
        return read.formatted(compared);
    }

    /**
     * The type of the ledger's key, which sorts and compares as {@link #compared} does.
     *
     * @param definition the table's own type
     */
    String ledgerDefinition(String definition) {
        return switch (this) {
            case LABEL -> "varchar(" + NAME_CHARACTERS + ") " + NAMES;
            case BITS -> "bigint(20) unsigned";
            default -> definition;
        };
    }

    /** The key's text form. */
    public String read(ResultSet row, int column) throws SQLException {
        return this == BINARY ? HexFormat.of().formatHex(row.getBytes(column)) : row.getString(column);
    }

    /** Whether a text is the form of a key: what comes out of Redis may be anything, such as a number of a billion digits in twelve characters. */
    public boolean isKey(String text) {
        return text != null && form.matcher(text).matches() && (this != BINARY || text.length() % 2 == 0);
    }

    /**
     * The value to bind for a key's text form.
     *
     * @throws IllegalArgumentException when it is the form of no key
     */
    public Object value(String key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("no row key of this table: " + "%.100s".formatted(key));
        }
        return switch (this) {
            case NUMBER, BITS -> new BigDecimal(key);
            case TEXT, TIME, LABEL -> key;
            case BINARY -> HexFormat.of().parseHex(key);
        };
    }

    /** Binds a key's text form. */
    public void bind(PreparedStatement statement, int index, String key) throws SQLException {
        statement.setObject(index, value(key));
    }
}
