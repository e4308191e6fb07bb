package routes.table;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the values of a row-key column travel as text. Keys are ordered and compared by the database alone, whose rules
 * (collations, the byte order of UUID) are not Java's.
 */
public enum RowKeyType {
    /** Any exact number, as decimal digits; bound as a number so that an index on it serves. */
    NUMBER,
    /** Text as it is; UUID, INET and times in the database's own notation. */
    TEXT,
    /** Bytes, as hexadecimal digits. */
    BINARY;

    private static final Set<String> NUMBERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal");
    private static final Set<String> TEXTS =
            Set.of("char", "varchar", "uuid", "inet4", "inet6", "date", "datetime", "timestamp");
    private static final Set<String> BINARIES = Set.of("binary", "varbinary");

    /** The type for a column's {@code DATA_TYPE}, if values of that type identify a row without doubt. */
    public static Optional<RowKeyType> of(String dataType) {
        String type = dataType.toLowerCase(Locale.ROOT);
        if (NUMBERS.contains(type)) {
            return Optional.of(NUMBER);
        }
        if (TEXTS.contains(type)) {
            return Optional.of(TEXT);
        }
        return BINARIES.contains(type) ? Optional.of(BINARY) : Optional.empty();
    }

    /** The key's text form. */
    public String read(ResultSet row, int column) throws SQLException {
        return this == BINARY ? HexFormat.of().formatHex(row.getBytes(column)) : row.getString(column);
    }

    /** The value to bind for a key's text form. */
    public Object value(String key) {
        return switch (this) {
            case NUMBER -> new BigDecimal(key);
            case TEXT -> key;
            case BINARY -> HexFormat.of().parseHex(key);
        };
    }

    /** Binds a key's text form. */
    public void bind(PreparedStatement statement, int index, String key) throws SQLException {
        statement.setObject(index, value(key));
    }
}
