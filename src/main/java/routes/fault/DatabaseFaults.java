package routes.fault;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;

/** Tells what the database says of rows from what it says of itself. */
public final class DatabaseFaults {

    /** MariaDB's numbers for a lock wait that timed out and for a deadlock; the SQL state of the first says nothing. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private static final int DEADLOCK = 1213;

    private DatabaseFaults() {}

    /** SQL states 22 (data), 23 (integrity) and 45 (raised by a trigger) speak of rows; others of the server. */
    public static boolean isOfRows(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && cause.getSQLState().matches("(22|23|45).*");
    }

    /** Whether another transaction holds the rows. */
    public static boolean isLockedOut(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause
                && (cause.getErrorCode() == LOCK_WAIT_TIMEOUT || cause.getErrorCode() == DEADLOCK);
    }
}
