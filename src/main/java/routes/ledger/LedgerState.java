package routes.ledger;

/**
 * What became of a row.
 *
 * <pre>
 * (none)      -> COPIED      its object is confirmed at the new key
 * (none)      -> FAILED      its object cannot be copied; the row stays as it was
 * COPIED      -> APPLIED     the row holds the new path
 * COPIED      -> SUPERSEDED  the application changed or deleted the row meanwhile; it stays as the application left it
 * COPIED      -> SUPERSEDED  rolled back before it was rewritten (reason ROLLED_BACK): its object counts no longer
 * COPIED      -> FAILED      the database refuses the new path, or stores another
 * FAILED      -> COPIED      retried
 * FAILED      -> SUPERSEDED  the row is gone, or the application has given it a path that is no legacy one
 * APPLIED     -> SUPERSEDED  rolled back (reason ROLLED_BACK), or changed by the application before it could be
 * APPLIED, SUPERSEDED -> COPIED, FAILED   the application wrote a legacy path again, which a later pass found; too often: FAILED
 * </pre>
 */
public enum LedgerState {
    COPIED,
    APPLIED,
    SUPERSEDED,
    FAILED
}
