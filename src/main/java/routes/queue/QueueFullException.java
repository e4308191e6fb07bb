package routes.queue;

/** As many jobs are outstanding as the settings allow; the scan waits. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueueFullException() {
        super("the queue is full");
    }
}
