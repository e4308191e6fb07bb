package routes.copy;

import java.lang.reflect.Method;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that copy: as many as copies may be in flight, shared by the jobs of a consumer. They are virtual where Java has
 * virtual threads (21 and later), at a quarter of the CPU for each copy; and they stay, because the AWS SDK keeps an XML parser
 * for each thread, which costs more to make than a copy.
 */
public final class CopyThreads {

    private CopyThreads() {}

    public static ThreadPoolExecutor pool(int concurrency) {
        return new ThreadPoolExecutor(
                concurrency, concurrency, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory());
    }

    /** Java 17 is the floor, so that virtual threads can only be asked for by name. */
    private static ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
            return (ThreadFactory) factory.invoke(builder);
        } catch (NoSuchMethodException | ClassNotFoundException e) {
            return Executors.defaultThreadFactory();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("virtual threads cannot be made", e);
        }
    }
}
