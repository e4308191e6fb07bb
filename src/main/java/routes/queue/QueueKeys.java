package routes.queue;

/**
 * The names of the queue's keys in Redis, which the scripts, the routes and the operator's habits share.
 *
 * @param later jobs that wait for another try, by the time from which they may have it
 * @param control {@code paused}, or absent
 * @param pace requests a second that the operator allows, or absent
 * @param migration fingerprint of the migration that holds the namespace
 */
record QueueKeys(String jobs, String later, String dead, String scan, String control, String pace, String migration) {

    static QueueKeys of(String namespace) {
        return new QueueKeys(
                namespace + ":jobs",
                namespace + ":later",
                namespace + ":dead",
                namespace + ":scan",
                namespace + ":control",
                namespace + ":pace",
                namespace + ":migration");
    }
}
