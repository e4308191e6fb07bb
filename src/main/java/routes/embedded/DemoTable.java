package routes.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The sample's table and its ledger, as somebody sees them who looks on. */
final class DemoTable {

    private static final String TABLE = SampleData.TABLE;
    private static final String KEY = SampleData.KEY_COLUMN;
    private static final String PATH = SampleData.PATH_COLUMN;
    private static final String NO_SUCH_TABLE = "42S02";
    /** Rows of plain names, whose object is theirs alone. */
    private static final String PLAIN = PATH + " REGEXP '^image/.*avatar[0-9]+[.]jpg$'";

    private final DataSource database;
    private final String ledger;

    DemoTable(DataSource database, String ledger) {
        this.database = database;
        this.ledger = "`" + ledger + "`";
    }

    /** Rows under the legacy prefix. */
    long legacyRows() throws SQLException {
        return number("SELECT COUNT(*) FROM " + TABLE + " WHERE " + PATH + " LIKE 'image/%'");
    }

    /** Rows recorded in the ledger; 0 while there is none. */
    long recorded() throws SQLException {
        try {
            return number("SELECT COUNT(*) FROM " + ledger);
        } catch (SQLException e) {
            if (NO_SUCH_TABLE.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    /** How many rows are in each state, and of the failed ones in each reason. */
    Map<String, Long> states() throws SQLException {
        Map<String, Long> states = new LinkedHashMap<>();
        try (Connection connection = database.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT IFNULL(reason, state), COUNT(*) FROM " + ledger + " GROUP BY 1")) {
            while (rows.next()) {
                states.put(rows.getString(1), rows.getLong(2));
            }
        }
        return states;
    }

    /** The last plain row, which is copied last. */
    SampleData.Row last() throws SQLException {
        return rows("SELECT " + KEY + ", " + PATH + " FROM " + TABLE + " WHERE " + PLAIN + " ORDER BY " + KEY
                        + " DESC LIMIT 1")
                .get(0);
    }

    /** Some plain rows that are found, and will be copied later. */
    List<SampleData.Row> ahead(int count) throws SQLException {
        return rows("SELECT " + KEY + ", " + PATH + " FROM " + TABLE + " WHERE " + PLAIN + " AND " + KEY
                + " > (SELECT MAX(row_key) + 2000 FROM " + ledger + ") ORDER BY " + KEY + " LIMIT " + count);
    }

    /** A plain row that is rewritten, and its legacy path. */
    SampleData.Row rewritten() throws SQLException {
        return rows("SELECT row_key, old_path FROM " + ledger
                        + " WHERE state = 'APPLIED' AND old_path REGEXP '^image/.*avatar[0-9]+[.]jpg$' LIMIT 1")
                .get(0);
    }

    /** What the application does to a row. */
    void write(SampleData.Row row, String path) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE " + TABLE + " SET " + PATH + " = ? WHERE " + KEY + " = ?")) {
            update.setString(1, path);
            update.setLong(2, row.id());
            update.executeUpdate();
        }
    }

    /** Whether a row holds this. */
    boolean holds(SampleData.Row row, String path) throws SQLException {
        return rows("SELECT " + KEY + ", " + PATH + " FROM " + TABLE + " WHERE " + KEY + " = " + row.id())
                .equals(List.of(new SampleData.Row(row.id(), path)));
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<SampleData.Row> rows(String sql) throws SQLException {
        List<SampleData.Row> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                found.add(new SampleData.Row(rows.getLong(1), rows.getString(2)));
            }
        }
        return found;
    }
}
