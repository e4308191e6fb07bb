package routes.queue;

/**
 * Where the scan is.
 *
 * @param pass number of the pass over the table, from 1
 * @param column number of the column that is scanned
 * @param cursor row key of its table up to which the pass has queued; null at the start of the table
 * @param sequence jobs queued in this pass
 * @param rows rows found in this pass
 * @param complete whether the pass has reached the end of the last table
 */
public record ScanState(long pass, int column, String cursor, long sequence, long rows, boolean complete) {

    /** Whether the pass found nothing in any table: the proof that all is done, as of then. */
    public boolean isProof() {
        return complete && rows == 0;
    }
}
