package routes.scan;

import routes.queue.ScanState;
import routes.table.NearMisses;

/**
 * Where a window ended that began in a pass and whose last row to migrate has this key: all between was looked at.
 *
 * @param seen what was between that looks as if it were to be migrated
 */
record Looked(long pass, String last, String through, NearMisses seen) {

    boolean isAt(ScanState state) {
        return pass == state.pass() && last.equals(state.cursor());
    }
}
