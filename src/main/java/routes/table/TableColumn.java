package routes.table;

import java.util.Optional;

/**
 * A column as {@code information_schema} describes it.
 *
 * @param length longest value, in characters; of a binary column in bytes
 * @param octets longest value, in bytes
 * @param generation expression of a generated column; {@code ROW START} or {@code ROW END} of those that a system-versioned table keeps its
 *     times in
 * @param extra such as {@code on update current_timestamp()}
 */
public record TableColumn(
        String name,
        String dataType,
        String columnType,
        Optional<String> charset,
        Optional<String> collation,
        boolean nullable,
        long length,
        long octets,
        Optional<String> generation,
        String extra) {

    /** The type for another table whose values compare and sort alike. */
    public String definition() {
        return charset.map(set -> columnType + " CHARACTER SET " + set + " COLLATE " + collation.orElseThrow())
                .orElse(columnType);
    }

    /** Whether it is the end of a row's time in a system-versioned table, the same for all current rows. */
    boolean isRowEnd() {
        return generation.filter("ROW END"::equals).isPresent();
    }
}
