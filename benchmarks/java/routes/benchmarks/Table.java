package routes.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Help;

/** Prints results: a column for each, a line for each of their values. */
final class Table {

    private Table() {}

    static void print(String title, List<Map<String, Object>> rows) {
        System.out.println("\n" + title + "\n");
        if (rows.isEmpty()) {
            return;
        }
        List<String> names = List.copyOf(rows.get(0).keySet());
        // the values of a result stand below each other, since there may be many; each further one is a column
        Help.Column[] columns = new Help.Column[rows.size() + 1];
        columns[0] = column(names.stream());
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> row = rows.get(i);
            columns[i + 1] = column(names.stream().map(name -> text(row.get(name))));
        }
        Help.TextTable table = Help.TextTable.forColumns(Help.defaultColorScheme(Help.Ansi.OFF), columns);
        for (String name : names) {
            table.addRowValues(Stream.concat(Stream.of(name), rows.stream().map(row -> text(row.get(name))))
                    .toArray(String[]::new));
        }
        System.out.println(table);
    }

    private static Help.Column column(Stream<String> texts) {
        return new Help.Column(texts.mapToInt(String::length).max().orElse(0) + 2, 2, Help.Column.Overflow.SPAN);
    }

    private static String text(Object value) {
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, Math.abs(number) < 10 ? "%.2f" : "%,.0f", number);
        }
        return value instanceof Long || value instanceof Integer
                ? String.format(Locale.ROOT, "%,d", ((Number) value).longValue())
                : String.valueOf(value);
    }
}
