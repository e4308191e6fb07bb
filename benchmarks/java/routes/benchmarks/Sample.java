package routes.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;

/** The table that the benchmarks migrate: rows numbered from 1, each with a path of its own. */
final class Sample {

    static final String TABLE = "ImageDataTable";
    static final String COLUMN = "ImagePath";
    static final String LEDGER = "moved";
    static final String SOURCE_BUCKET = "legacy";
    static final String TARGET_BUCKET = "production";
    static final String SOURCE_PREFIX = "image/";
    static final String TARGET_PREFIX = "avatar/";

    private static final int FOLDERS = 1000;

    private Sample() {}

    /** What follows the prefix in row {@code number}. */
    static String name(long number) {
        return number % FOLDERS + "/avatar" + number + ".jpg";
    }

    /** Creates the table anew with that many rows, and drops the ledger. */
    static void create(DataSource database, long rows) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + TABLE + ", " + LEDGER);
            statement.execute("CREATE TABLE " + TABLE + " (ID BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, " + COLUMN
                    + " VARCHAR(255) NOT NULL) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4");
            statement.execute("INSERT INTO " + TABLE + " SELECT seq, CONCAT('" + SOURCE_PREFIX + "', seq MOD " + FOLDERS
                    + ", '/avatar', seq, '.jpg') FROM seq_1_to_" + rows);
        }
    }

    /** Rows under a prefix. */
    static long rows(DataSource database, String prefix) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var count = statement.executeQuery(
                        "SELECT COUNT(*) FROM " + TABLE + " WHERE " + COLUMN + " LIKE '" + prefix + "%'")) {
            count.next();
            return count.getLong(1);
        }
    }

    /** The settings that say what is to be migrated. */
    static Map<String, String> settings() {
        return Map.of(
                "database.table.to.update", TABLE,
                "table.column.name.to.update", COLUMN,
                "temp.table.for.update", LEDGER,
                "source.s3.bucket", SOURCE_BUCKET,
                "target.s3.bucket", TARGET_BUCKET,
                "legacy.s3.object.prefix", SOURCE_PREFIX,
                "target.object.prefix", TARGET_PREFIX);
    }
}
