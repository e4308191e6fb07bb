package routes.apply;

/** What is made of the rows that the database refuses. */
interface Refusals {

    /** A transaction that began at this time, of {@link System#nanoTime}, has rewritten rows. */
    void taken(long began);

    /**
     * Asks whether rows are at fault of which not one was taken.
     *
     * @param key the first of them
     * @param rows how many were tried
     * @throws routes.fault.SystemFaultException while it may as well be the database
     */
    void weigh(String key, int rows, RewriteRefusedException refusal);

    /**
     * A row was refused on its own.
     *
     * @return rows that are recorded for it: 1, or 0 when it was dealt with beside this
     */
    int refused(String key, RewriteRefusedException refusal);
}
