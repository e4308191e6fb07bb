package routes.copy;

import java.util.List;
import routes.table.Row;

/**
 * One object to copy.
 *
 * @param from key in the source bucket
 * @param to key in the target bucket
 * @param rows the rows that name it: copied once, all of them are rewritten
 */
public record ObjectCopy(String from, String to, List<Row> rows) {}
