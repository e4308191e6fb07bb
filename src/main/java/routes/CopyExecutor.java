package routes;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs a bounded number of copies at a time, each on a thread of its own: a virtual one where Java has them (21 and later),
 * which costs a quarter of a platform thread's CPU. Whoever submits one too many waits.
 */
public final class CopyExecutor extends AbstractExecutorService {

    private final ExecutorService threads;
    private final Semaphore slots;
    private final int concurrency;

    public CopyExecutor(int concurrency) {
        this.threads = perTaskThreads(concurrency);
        this.slots = new Semaphore(concurrency);
        this.concurrency = concurrency;
    }

    @Override
    public void execute(Runnable task) {
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for a copy to end", e);
        }
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    slots.release();
                }
            });
        } catch (RejectedExecutionException e) {
            slots.release();
            throw e;
        }
    }

    /** Copies under way. */
    public int inFlight() {
        return concurrency - slots.availablePermits();
    }

    /** Most copies under way at a time. */
    public int concurrency() {
        return concurrency;
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }

    /** Java 17 is the floor, so that virtual threads can only be asked for by name. */
    private static ExecutorService perTaskThreads(int concurrency) {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return Executors.newFixedThreadPool(concurrency);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("virtual threads cannot be made", e);
        }
    }
}
