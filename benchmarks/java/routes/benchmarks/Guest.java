package routes.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the owner of the table notices: the longest statement where few rows match, and how long others wait for rows that are rewritten.
 */
final class Guest {

    private static final int ONE_IN = 10_000;
    private static final long DENSE = 100_000;
    private static final int MORE = 4;
    private static final double THOUSAND = 1000;
    private static final long LIMIT_SECONDS = 3600;
    private static final long ALONE_SECONDS = 20;

    /** Of the program alone, by the server's own clock. */
    private static final String OURS = " FROM mysql.slow_log WHERE user_host LIKE 'benchmark%'";

    private final Lab lab;
    private final Map<String, String> settings;

    Guest(Lab lab, Map<String, String> settings) {
        this.lab = lab;
        this.settings = settings;
    }

    /**
     * @param sparseRows rows of the table of which one in ten thousand matches
     * @param rows rows of the table that all match, in which a neighbour updates rows meanwhile
     */
    void run(long sparseRows, long rows, List<Map<String, Object>> table) throws Exception {
        Map<String, Object> row = new LinkedHashMap<>();
        sparse(sparseRows, row);
        dense(row);
        neighbour(rows, row);
        table.add(row);
    }

    private void sparse(long rows, Map<String, Object> row) throws Exception {
        lab.prepare(rows);
        lab.execute("UPDATE " + Sample.TABLE + " SET " + Sample.COLUMN + " = CONCAT('other', " + Sample.COLUMN
                + ") WHERE ID MOD " + ONE_IN + " <> 0");
        try (Child whole = logged()) {
            row.put("sparse: rows", rows);
            row.put("matching", Sample.rows(lab.admin(), Sample.TARGET_PREFIX));
            row.put("seconds", whole.seconds());
        }
        row.put("statements", lab.text("SELECT COUNT(*)" + OURS));
        row.put("longest statement s", lab.text("SELECT MAX(TIME_TO_SEC(query_time))" + OURS));
        row.put("longest lock wait s", lab.text("SELECT MAX(TIME_TO_SEC(lock_time))" + OURS));
        row.put("most rows examined", lab.text("SELECT MAX(rows_examined)" + OURS));
        row.put(
                "it was",
                lab.text("SELECT LEFT(REGEXP_REPLACE(sql_text, '[[:space:]]+', ' '), 160)" + OURS
                        + " ORDER BY query_time DESC LIMIT 1"));
    }

    /** How many statements a thousand rows more cost where all of them match: what a run costs whatever its rows is left out. */
    private void dense(Map<String, Object> row) throws Exception {
        double few = statements(DENSE);
        double many = statements(MORE * DENSE);
        row.put("dense: statements of " + DENSE + " rows", few);
        row.put("statements for 1,000 rows more", (many - few) * THOUSAND / ((MORE - 1) * DENSE));
    }

    /** Statements that read or change rows. */
    private double statements(long rows) throws Exception {
        lab.prepare(rows);
        logged().close();
        return Double.parseDouble(
                lab.text(
                        "SELECT COUNT(*)" + OURS
                                + " AND sql_text REGEXP '(?s)^[[:space:]]*(SET STATEMENT [^;]* FOR[[:space:]]+)?(SELECT|INSERT|UPDATE|DELETE)'"));
    }

    /** A whole run, to its end, of which the server logs every statement. */
    private Child logged() throws Exception {
        lab.execute("SET GLOBAL log_output = 'TABLE'");
        lab.execute("TRUNCATE TABLE mysql.slow_log");
        lab.execute("SET GLOBAL long_query_time = 0");
        lab.execute("SET GLOBAL slow_query_log = ON");
        try (Lab.Endpoint s3 = lab.instantS3(0)) {
            return lab.program("run", s3, settings).awaitSuccess(LIMIT_SECONDS);
        } finally {
            lab.execute("SET GLOBAL slow_query_log = OFF");
        }
    }

    /** Two neighbours: what the first waits more than the second, who has a table for himself, is ours; the rest is the processors'. */
    private void neighbour(long rows, Map<String, Object> row) throws Exception {
        lab.prepare(rows);
        lab.execute("ALTER TABLE " + Sample.TABLE + " ADD COLUMN seen INT NOT NULL DEFAULT 0");
        lab.execute("DROP TABLE IF EXISTS Beside");
        lab.execute("CREATE TABLE Beside ENGINE = InnoDB AS SELECT * FROM " + Sample.TABLE);
        lab.execute("ALTER TABLE Beside ADD PRIMARY KEY (ID)");
        row.put("neighbour: rows", rows);
        try (Neighbour table = new Neighbour(lab.admin(), Sample.TABLE, rows);
                Neighbour beside = new Neighbour(lab.admin(), "Beside", rows)) {
            TimeUnit.SECONDS.sleep(ALONE_SECONDS);
            table.report("alone", row);
            beside.report("alone, table beside", row);
            try (Lab.Endpoint s3 = lab.instantS3(0);
                    Child whole = lab.program("run", s3, settings)) {
                whole.awaitSuccess(LIMIT_SECONDS);
                row.put("migration s", whole.seconds());
            }
            table.report("meanwhile", row);
            beside.report("meanwhile, table beside", row);
        } finally {
            lab.execute("DROP TABLE IF EXISTS Beside");
        }
        row.put("rows migrated", Sample.rows(lab.admin(), Sample.TARGET_PREFIX));
    }
}
