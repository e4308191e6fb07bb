package routes.resync;

import java.util.List;

/**
 * What a pass came to.
 *
 * @param rows whose copies were compared
 * @param changed objects that have changed since their copy, or may have
 * @param copied of them, those that were copied again
 * @param confirmed of them, those whose copy was up to date all the same
 * @param gone rows whose legacy object was deleted since
 * @param conflicts rows whose object has changed at both keys
 * @param failed rows whose object cannot be copied again
 * @param undecided rows whose object could not be copied again so far
 * @param retried failed rows that are tried again, since the copy of their object is up to date now
 * @param news exceptions that were not recorded before
 * @param listRequests requests that the listing took
 * @param looks objects that were looked at one by one
 * @param examples the first exceptions
 */
public record DeltaResult(
        long rows,
        long changed,
        long copied,
        long confirmed,
        long gone,
        long conflicts,
        long failed,
        long undecided,
        long retried,
        long news,
        long listRequests,
        long looks,
        List<Finding> examples) {

    /** Whether it has found nothing that was not known: the proof that all copies are up to date, as of its listing. */
    public boolean isProof() {
        return copied == 0 && undecided == 0 && retried == 0 && news == 0;
    }

    /** Rows whose object is not what it should be. */
    public long exceptions() {
        return gone + conflicts + failed + undecided;
    }
}
