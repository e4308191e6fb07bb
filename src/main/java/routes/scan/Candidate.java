package routes.scan;

/**
 * A row that names a legacy object.
 *
 * @param row its key
 * @param path as UTF-8 bytes; of the ledger, the key of the object
 * @param wanted whether the scan would find it
 */
record Candidate(String row, byte[] path, int attempts, boolean wanted) {}
