package routes.queue;

/** Another producer queued this page, or Redis lost the cursor; the scan goes on from wherever the cursor is now. */
public final class CursorMovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CursorMovedException() {
        super("the scan's cursor has moved");
    }
}
