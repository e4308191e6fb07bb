package routes.scan;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.dao.DataAccessException;
import routes.fault.SystemFaultException;
import routes.window.Part;
import routes.window.WindowedQuery;

/** Reads the next window while the jobs of the last one are queued, so that the database and Redis work at the same time. */
final class ReadAhead implements AutoCloseable {

    private final WindowedQuery<Found> rows;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread reader = new Thread(work, "scan-ahead");
        reader.setDaemon(true);
        return reader;
    });
    private Place place;
    private Future<Part<Found>> ahead;

    /** Where a window begins: what an earlier pass has read says nothing of this one. */
    private record Place(long pass, String key) {}

    ReadAhead(WindowedQuery<Found> rows) {
        this.rows = rows;
    }

    /**
     * The window of a pass after a key, which may have been read already.
     *
     * @throws DataAccessException when the database cannot answer, also if that was found out ahead
     */
    synchronized Part<Found> after(long pass, String key) {
        Future<Part<Found>> begun = ahead;
        ahead = null;
        if (begun == null) {
            return rows.after(key);
        }
        boolean wanted = place.equals(new Place(pass, key));
        try {
            Part<Found> part = begun.get();
            return wanted ? part : rows.after(key);
        } catch (ExecutionException e) {
            if (!wanted) {
                return rows.after(key);
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SystemFaultException("interrupted while the table was read", e);
        }
    }

    /** Begins to read the window after a key, which is likely to be the next one that is asked for. */
    synchronized void begin(long pass, String key) {
        place = new Place(pass, key);
        ahead = thread.submit(() -> rows.after(key));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
