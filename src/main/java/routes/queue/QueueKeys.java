package routes.queue;

/**
 * The names of the queue's keys in Redis, which the scripts, the routes and the operator's habits share.
 *
 * @param later jobs that wait for another try, by the time from which they may have it
 * @param evenNearMisses rows that an even pass has seen in no form that is migrated
 * @param oddNearMisses those that an odd one has seen
 * @param control {@code paused}, or absent
 * @param pauseNote who has set it, and when, or absent
 * @param pace requests a second that the operator allows, or absent
 * @param cutOver time in milliseconds since 1970 from which rows are to be rewritten, or absent
 * @param conditions whether the S3 server honours conditional copies, or absent
 * @param migration identity of the migration that holds the namespace
 */
record QueueKeys(
        String jobs,
        String later,
        String dead,
        String scan,
        String evenNearMisses,
        String oddNearMisses,
        String control,
        String pauseNote,
        String pace,
        String cutOver,
        String conditions,
        String migration) {

    static QueueKeys of(String namespace) {
        return new QueueKeys(
                namespace + ":jobs",
                namespace + ":later",
                namespace + ":dead",
                namespace + ":scan",
                namespace + ":even-near-misses",
                namespace + ":odd-near-misses",
                namespace + ":control",
                namespace + ":pause-note",
                namespace + ":pace",
                namespace + ":cut-over",
                namespace + ":conditions",
                namespace + ":migration");
    }

    /** Where a pass counts the rows that it has seen in no form that is migrated. */
    String nearMisses(long pass) {
        return pass % 2 == 0 ? evenNearMisses : oddNearMisses;
    }

    String[] all() {
        return new String[] {
            jobs,
            later,
            dead,
            scan,
            evenNearMisses,
            oddNearMisses,
            control,
            pauseNote,
            pace,
            cutOver,
            conditions,
            migration
        };
    }
}
