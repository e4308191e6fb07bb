package routes.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;
import routes.config.Resources;
import routes.ledger.Identity;
import routes.table.NearMisses;

/**
 * The queue of jobs and the scan's cursor, which move together in Redis. Everything here can be lost: the ledger and the
 * table say what is left to do.
 */
public final class JobQueue {

    /** The operator's flag while the migration is paused; absent otherwise. */
    public static final String PAUSED = "paused";

    private static final Pattern FLAG = Pattern.compile(PAUSED);
    private static final Pattern REQUESTS = Pattern.compile("\\d{1,9}");

    /** A namespace that is held, by nobody knows whom. */
    private static final String SOMEBODY = "?";

    /** Dead letters read at a time: each may hold a whole job. */
    private static final int LETTERS = 10;

    private static final String ENQUEUE = NearMissNotes.script("enqueue");
    private static final String CLAIM = script("claim");
    private static final String OUTSTANDING = script("outstanding");
    private static final String SPLIT = script("split-dead-letter");

    private final UnifiedJedis redis;
    private final JobCodec codec;
    private final int mostJobs;
    private final QueueKeys keys;
    private final ScanCursor cursor;
    private final Unreadable unreadable;
    private final LongAdder enqueuedJobs = new LongAdder();
    private final LongAdder enqueuedRows = new LongAdder();

    /**
     * @param namespace what the names of all keys begin with
     * @param mostJobs jobs outstanding at which {@link #enqueue} refuses
     */
    public JobQueue(UnifiedJedis redis, JobCodec codec, String namespace, int mostJobs) {
        this(redis, codec, namespace, mostJobs, new Unreadable());
    }

    JobQueue(UnifiedJedis redis, JobCodec codec, String namespace, int mostJobs, Unreadable unreadable) {
        this.redis = redis;
        this.unreadable = unreadable;
        this.codec = codec;
        this.mostJobs = mostJobs;
        this.keys = QueueKeys.of(namespace);
        this.cursor = new ScanCursor(redis, keys, unreadable);
    }

    /**
     * Queues a job and moves the cursor past it, or neither.
     *
     * @param seen rows between the cursor and the end of the job that look as if they were to be migrated
     * @throws QueueFullException when too many jobs are outstanding, or the migration is paused
     * @throws CursorMovedException when the cursor is not where the job begins
     */
    public void enqueue(Job job, NearMisses seen) {
        Object answer = redis.eval(
                ENQUEUE,
                List.of(keys.jobs(), keys.scan(), keys.control(), keys.later(), keys.nearMisses(job.pass())),
                NearMissNotes.arguments(
                        seen,
                        Long.toString(job.pass()),
                        ScanCursor.encoded(job.column(), job.after()),
                        ScanCursor.encoded(job.column(), job.through()),
                        Integer.toString(job.rows().size()),
                        Integer.toString(mostJobs),
                        codec.write(job)));
        switch (((Long) answer).intValue()) {
            case 1 -> {
                enqueuedJobs.increment();
                enqueuedRows.add(job.rows().size());
            }
            case 0 -> throw new QueueFullException();
            default -> throw new CursorMovedException();
        }
    }

    /** Queues a job and moves the cursor past it, or neither. */
    public void enqueue(Job job) {
        enqueue(job, NearMisses.NONE);
    }

    /** What the passes have seen of rows in forms that are not migrated. */
    public NearMissNotes nearMisses() {
        return new NearMissNotes(redis, keys, unreadable);
    }

    /** Jobs that this process has queued. */
    public long enqueuedJobs() {
        return enqueuedJobs.sum();
    }

    /** Rows of the jobs that this process has queued. */
    public long enqueuedRows() {
        return enqueuedRows.sum();
    }

    /** How far the scan has come. */
    public ScanCursor cursor() {
        return cursor;
    }

    /** The state of the scan; empty before the first pass, and after Redis has lost its data. */
    public Optional<ScanState> scan() {
        return cursor.read();
    }

    /** Jobs queued, in flight, and waiting for another try. */
    public long outstanding() {
        return (Long) redis.eval(OUTSTANDING, List.of(keys.jobs(), keys.later()), List.of());
    }

    /** Dead letters: jobs that were delivered too often, and what is no job. */
    public long deadLetters() {
        return redis.xlen(keys.dead());
    }

    /**
     * The next dead letters, oldest first; the field {@code body} holds the job.
     *
     * @param after the id of the last one that was read; null at first
     * @return none when there are no more
     */
    public List<StreamEntry> deadEntries(StreamEntryID after) {
        return redis.xrange(keys.dead(), after == null ? "-" : "(" + after, "+", LETTERS);
    }

    /**
     * Removes a dead letter.
     *
     * @return false when another process did
     */
    public boolean discard(String deadLetter) {
        return redis.xdel(keys.dead(), new StreamEntryID(deadLetter)) > 0;
    }

    /** Whether the operator has paused the migration. */
    public boolean isPaused() {
        return unreadable.text(redis, keys.control(), FLAG).isPresent();
    }

    /** Requests a second that all consumers may send to S3 together, as the operator has said; 0: as many as S3 takes. */
    public OptionalInt mostRequests() {
        return unreadable.text(redis, keys.pace(), REQUESTS).stream()
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    /** Says so; empty: as the setting says. */
    public void mostRequests(OptionalInt most) {
        if (most.isPresent()) {
            redis.set(keys.pace(), Integer.toString(most.getAsInt()));
        } else {
            redis.del(keys.pace());
        }
    }

    /** Drops all jobs and dead letters. */
    public void abandon() {
        redis.del(keys.jobs(), keys.later(), keys.dead());
    }

    /** Drops everything kept here, the operator's flag included, and gives the namespace free. */
    public void forget() {
        redis.del(keys.all());
    }

    /** Puts the parts of a dead-lettered job back into the queue; false when another process did. */
    public boolean split(String deadLetter, List<Job> parts) {
        List<String> arguments = new ArrayList<>();
        arguments.add(deadLetter);
        parts.forEach(part -> arguments.add(codec.write(part)));
        return Long.valueOf(1).equals(redis.eval(SPLIT, List.of(keys.dead(), keys.jobs()), arguments));
    }

    /**
     * Claims the namespace for a migration.
     *
     * @return false when another one holds it
     */
    public boolean claim(Identity migration) {
        return Long.valueOf(1)
                .equals(redis.eval(
                        CLAIM, List.of(keys.migration()), List.of(migration.text(), migration.fingerprint())));
    }

    /** The identity of the migration that holds the namespace, if one does; nobody's when it cannot be read. */
    public Optional<String> holder() {
        return unreadable.read(
                keys.migration(), Optional.of(SOMEBODY), () -> Optional.ofNullable(redis.get(keys.migration())));
    }

    /** Gives the namespace free for another migration. */
    public void release() {
        redis.del(keys.migration());
    }

    private static String script(String name) {
        return Resources.text(JobQueue.class, name + ".lua");
    }

    /** Another producer queued this page, or Redis lost the cursor; the scan goes on from wherever the cursor is now. */
    public static final class CursorMovedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public CursorMovedException() {
            super("the scan's cursor has moved");
        }
    }

    /** As many jobs are outstanding as the settings allow; the scan waits. */
    public static final class QueueFullException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public QueueFullException() {
            super("the queue is full");
        }
    }
}
