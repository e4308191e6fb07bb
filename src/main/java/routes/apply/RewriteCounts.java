package routes.apply;

import org.springframework.dao.DataAccessException;

/**
 * What became of rows.
 *
 * @param changed the application had changed or deleted them
 * @param held other transactions hold them: they are left for later
 * @param lock what one of those failed with; null when there is none
 */
record RewriteCounts(int rewritten, int changed, int refused, int held, DataAccessException lock) {

    static final RewriteCounts NONE = new RewriteCounts(0, 0, 0, 0, null);

    static RewriteCounts held(DataAccessException lock) {
        return new RewriteCounts(0, 0, 0, 1, lock);
    }

    RewriteCounts plus(RewriteCounts other) {
        return new RewriteCounts(
                rewritten + other.rewritten,
                changed + other.changed,
                refused + other.refused,
                held + other.held,
                other.lock == null ? lock : other.lock);
    }

    /** Rows that are done with. */
    int sum() {
        return rewritten + changed + refused;
    }
}
