package routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A production table as somebody may have it.
 *
 * @param statements what makes it, with its rows
 * @param paths the legacy paths of its rows, in no order
 * @param charset in which the column stores them
 * @param settings beside the usual ones; the table is {@code t} and its column {@code p} unless they say otherwise
 * @param refusal what preflight says of it; null if it is migrated
 */
record OddTable(
        String name,
        List<String> statements,
        List<String> paths,
        String charset,
        Map<String, String> settings,
        String refusal) {

    private static final String PATH = "p varchar(200) CHARACTER SET utf8mb4";

    /** A table whose key is of a type; its rows have these keys, and the paths {@code image/1} and so on. */
    static OddTable key(String type, String... keys) {
        List<String> statements = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        statements.add("CREATE TABLE t (k " + type + " NOT NULL PRIMARY KEY, " + PATH + ")");
        for (String key : keys) {
            paths.add("image/" + (paths.size() + 1));
            // dates that strict modes refuse are in old tables
            statements.add(
                    "SET STATEMENT sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO' FOR INSERT INTO t VALUES ("
                            + key + ", 'image/" + paths.size() + "')");
        }
        return new OddTable("key " + type, statements, paths, "utf8mb4", Map.of(), null);
    }

    /** A table whose column is of a type and of a character set. */
    static OddTable path(String type, String charset, String... paths) {
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE t (k int AUTO_INCREMENT PRIMARY KEY, p " + type + ")");
        for (String path : paths) {
            statements.add("INSERT INTO t (p) VALUES ('" + path + "')");
        }
        return new OddTable("path " + type, statements, List.of(paths), charset, Map.of(), null);
    }

    /** A table with two rows, whose definition is this. */
    static OddTable table(String name, String... statements) {
        List<String> all = new ArrayList<>(List.of(statements));
        all.add("INSERT INTO t (k, p) VALUES (1, 'image/1'), (2, 'image/2')");
        return new OddTable(name, all, List.of("image/1", "image/2"), "utf8mb4", Map.of(), null);
    }

    /** Whatever these statements make. */
    static OddTable made(String name, List<String> paths, String... statements) {
        return new OddTable(name, List.of(statements), paths, "utf8mb4", Map.of(), null);
    }

    OddTable with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new OddTable(name, statements, paths, charset, more, refusal);
    }

    OddTable refused(String line) {
        return new OddTable(name + " is refused", statements, paths, charset, settings, line);
    }

    String table() {
        return settings.getOrDefault("database.table.to.update", "t");
    }

    String column() {
        return settings.getOrDefault("table.column.name.to.update", "p");
    }

    @Override
    public String toString() {
        return name;
    }
}
