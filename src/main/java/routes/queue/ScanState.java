package routes.queue;

/**
 * Where the scan is.
 *
 * @param pass number of the pass over the table, from 1
 * @param cursor row key up to which the pass has queued; null at the start of the table
 * @param sequence jobs queued in this pass
 * @param rows rows found in this pass
 * @param complete whether the pass has reached the end of the table
 */
public record ScanState(long pass, String cursor, long sequence, long rows, boolean complete) {

    /** Whether the pass found nothing in the whole table: the proof that all is done, as of then. */
    public boolean isProof() {
        return complete && rows == 0;
    }
}
