package routes.plan;

/**
 * What a migration puts on the server of the database, at the end, beside what the application does. The constants are measured: ledgers of
 * 100,000 rows on MariaDB 11.4, keys of 8 and 36 bytes, paths of 40 and 100, every copy with an ETag (docs/performance.md).
 *
 * @param ledgerBytes size of the ledger
 * @param binaryLogBytes what the binary log grows by; 0 where there is none
 * @param statements that change or read rows, about
 */
public record ServerLoad(long ledgerBytes, long binaryLogBytes, long statements) {

    /** A row of the ledger beside its key and its paths; each of their bytes takes a little more than one, since pages are not full. */
    private static final double LEDGER_ROW = 90.6;

    private static final double LEDGER_BYTE = 1.05;

    /** The event of an insert into the ledger, beside the key and the paths. */
    private static final double LOGGED_INSERT = 60.7;

    /** The events of a rewrite beside what they hold: with {@code binlog_row_image=FULL} ledger and table before and after, whole. */
    private static final double LOGGED_REWRITE = 134;

    /** The same with {@code MINIMAL}: the keys, and what changes. */
    private static final double LOGGED_MINIMAL_REWRITE = 14.6;

    /** InnoDB fills its pages to 15/16, and keeps of each row a header, two references and the lengths of what it holds. */
    private static final double PAGES_FILLED = 15.0 / 16;

    private static final double KEPT_WITH_ROW = 36;

    /** For jobs of 1,000 rows and ranges of 2,000: scan 0.1, whose ledger it is 2, look-up 2, insert 2, rewrite 5.6. */
    private static final double STATEMENTS = 12.0 / 1000;

    /** What the binary log takes. */
    enum BinaryLog {
        /** Nothing: there is none. */
        OFF,
        /** Of each row what changes, and its key. */
        MINIMAL,
        /** Each row before and after. */
        FULL
    }

    /**
     * Means of the rows that are to be migrated.
     *
     * @param key bytes of a row key
     * @param path bytes of a legacy path
     * @param newPath bytes of a new path
     * @param stored bytes that a row of the table takes, by the statistics
     */
    record Means(double key, double path, double newPath, double stored) {

        private double recorded() {
            return key + path + newPath;
        }

        /** What a row of the table holds. */
        private double row() {
            return Math.max(key + path, stored * PAGES_FILLED - KEPT_WITH_ROW);
        }
    }

    /** The load of so many rows. */
    static ServerLoad of(long rows, Means means, BinaryLog log) {
        return new ServerLoad(
                Math.round(rows * (LEDGER_ROW + LEDGER_BYTE * means.recorded())),
                Math.round(rows * logged(means, log)),
                (long) Math.ceil(rows * STATEMENTS));
    }

    /** This and that of another column. */
    public ServerLoad plus(ServerLoad other) {
        return new ServerLoad(
                ledgerBytes + other.ledgerBytes, binaryLogBytes + other.binaryLogBytes, statements + other.statements);
    }

    private static double logged(Means means, BinaryLog log) {
        return switch (log) {
            case OFF -> 0;
            case MINIMAL ->
                LOGGED_INSERT + means.recorded() + LOGGED_MINIMAL_REWRITE + 2 * means.key() + means.newPath();
            case FULL ->
                LOGGED_INSERT
                        + means.recorded()
                        + LOGGED_REWRITE
                        + 2 * means.recorded()
                        + 2 * means.row()
                        + means.newPath()
                        - means.path();
        };
    }
}
