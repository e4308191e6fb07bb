package routes.ledger;

/**
 * The copy of a row's object.
 *
 * @param column number of the column whose ledger knows it
 * @param key the row key
 * @param path the legacy key
 * @param newPath the key of the copy
 * @param state of the row
 * @param attempts outcomes that the ledger held: what is found out counts only while the number stands
 * @param inQuestion whether the row is rewritten, and its object a recorded exception
 */
public record RowCopy(
        int column,
        String key,
        String path,
        String newPath,
        LedgerState state,
        int attempts,
        boolean inQuestion,
        CopyRecord record) {}
