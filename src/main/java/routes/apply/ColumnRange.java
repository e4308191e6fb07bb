package routes.apply;

/**
 * A range of rows of one of the columns.
 *
 * @param column number of the column
 */
public record ColumnRange(int column, KeyRange range) {}
