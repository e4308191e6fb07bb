package routes.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import routes.embedded.SampleData;

/**
 * A further column whose rows name the pictures of the sample; the application overwrites and deletes the pictures, and leaves the column alone.
 *
 * @param name {@code TABLE.COLUMN}
 * @param ledger its ledger
 */
record TrialColumn(String name, String table, String key, String column, String ledger) {

    private static final String OTHERS = "Others";

    /** A second column of the sample's table, and a second table with keys of its own kind. */
    static List<TrialColumn> twoMore() {
        return List.of(
                new TrialColumn(
                        SampleData.TABLE + ".Twin",
                        SampleData.TABLE,
                        SampleData.KEY_COLUMN,
                        "Twin",
                        Trial.LEDGER + "_" + SampleData.TABLE + "_Twin"),
                new TrialColumn(OTHERS + ".Path", OTHERS, "Name", "Path", Trial.LEDGER + "_" + OTHERS + "_Path"));
    }

    private boolean isOfSample() {
        return table.equals(SampleData.TABLE);
    }

    /** Makes the column, and fills it; each row writes its path in another form than the sample's. */
    void fill(Trial trial) throws SQLException {
        if (isOfSample()) {
            trial.execute("ALTER TABLE " + table + " ADD COLUMN " + column + " VARCHAR(1024)");
        } else {
            trial.execute("CREATE TABLE " + table + " (" + key + " VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, "
                    + column + " TEXT CHARACTER SET utf8mb4)");
        }
        String statement = isOfSample()
                ? "UPDATE " + table + " SET " + column + " = ? WHERE " + key + " = ?"
                : "INSERT INTO " + table + " (" + column + ", " + key + ") VALUES (?, ?)";
        try (Connection connection = trial.database.getConnection();
                PreparedStatement row = connection.prepareStatement(statement)) {
            for (SampleData.Row each : trial.sample.all().toList()) {
                row.setString(1, trial.forms().text(each.id() + 1, each.path()));
                row.setString(2, keyOf(each));
                row.addBatch();
            }
            row.executeBatch();
        }
    }

    private String keyOf(SampleData.Row row) {
        return isOfSample() ? Long.toString(row.id()) : "Row " + row.id();
    }

    /** The keys that the rows named at first; empty for none. */
    Map<String, String> paths(Trial trial) {
        Map<String, String> paths = new TreeMap<>();
        trial.sample.all().forEach(row -> paths.put(keyOf(row), row.path() == null ? "" : row.path()));
        return paths;
    }

    /** The keys that they name now. */
    Map<String, Optional<String>> rows(Trial trial) throws SQLException {
        Map<String, Optional<String>> rows = new TreeMap<>();
        trial.query(
                "SELECT " + key + ", " + column + " FROM " + table,
                row -> rows.put(
                        row.getString(1), Optional.ofNullable(trial.forms().key(row.getString(2)))));
        return rows;
    }
}
