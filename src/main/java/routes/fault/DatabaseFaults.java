package routes.fault;

import java.sql.SQLException;
import java.util.Set;
import org.springframework.dao.DataAccessException;

/**
 * Tells what the database says of itself from what it says of rows. What it can say of itself is known and listed here; all
 * else, of whatever SQL state, may come from a constraint or a trigger. Numbers: "MariaDB Error Codes".
 */
public final class DatabaseFaults {

    /** Classes of SQL states: connection, authorization, rolled back for another transaction, resources, operator. */
    private static final Set<String> STATES_OF_THE_SYSTEM = Set.of("08", "28", "40", "53", "57", "70");

    /** What {@code SIGNAL} raises: a trigger's own words, whatever SQL state it has chosen for them. */
    private static final int SIGNAL = 1644;

    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;

    /** The time of a statement is over; a statement, or its connection, was killed. */
    private static final Set<Integer> TOOK_TOO_LONG = Set.of(1969, 1317, 1927);

    private static final Set<Integer> ABOUT_THE_SYSTEM = Set.of(
            // locks of others, on rows, tables or the server
            1015,
            1099,
            1100,
            LOCK_WAIT_TIMEOUT,
            1206,
            DEADLOCK,
            1223,
            // changed underneath the statement: the same one may work the next time
            1020,
            1412,
            1615,
            // full, or out of something
            1021,
            1026,
            1030,
            1037,
            1038,
            1040,
            1041,
            1114,
            1135,
            1180,
            1197,
            1203,
            1226,
            1534,
            1637,
            // read-only
            1036,
            1290,
            1792,
            1836,
            // shut down, killed, or took too long
            1053,
            1317,
            1927,
            1969);

    private DatabaseFaults() {}

    /** Whether rows may be at fault: it is not known to be the server, the connection or another transaction. */
    public static boolean isOfRows(DataAccessException e) {
        if (!(e.getMostSpecificCause() instanceof SQLException cause) || cause.getSQLState() == null) {
            return false;
        }
        String state = cause.getSQLState();
        return cause.getErrorCode() == SIGNAL
                || (!STATES_OF_THE_SYSTEM.contains(state.substring(0, Math.min(2, state.length())))
                        && !ABOUT_THE_SYSTEM.contains(cause.getErrorCode()));
    }

    /** Whether another transaction holds the rows. */
    public static boolean isLockedOut(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause
                && (cause.getErrorCode() == LOCK_WAIT_TIMEOUT || cause.getErrorCode() == DEADLOCK);
    }

    /** Whether the server ended the statement, or its connection, because it took too long for somebody. */
    public static boolean tookTooLong(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause && TOOK_TOO_LONG.contains(cause.getErrorCode());
    }

    /** The database's own words, in one line with its SQL state and number. */
    public static String describe(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException sql
                ? "SQL state %s, error %d: %s".formatted(sql.getSQLState(), sql.getErrorCode(), words(sql))
                : words(e.getMostSpecificCause());
    }

    /** The database's own words, in one line without the number of the connection. */
    public static String words(DataAccessException e) {
        return withoutConnection(words(e.getMostSpecificCause()));
    }

    /** Words of the driver's without the number of the connection, which says nothing to anybody. */
    public static String withoutConnection(String words) {
        return words.replaceFirst("^\\(conn=\\d+\\) ", "");
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().lines().findFirst().orElse("").strip();
    }
}
