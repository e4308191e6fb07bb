package routes;

import java.util.Map;
import java.util.concurrent.Callable;
import routes.config.Settings;

/**
 * A MariaDB, a Redis, an S3 endpoint and an ECS endpoint that this process starts and stops itself; found through {@link
 * java.util.ServiceLoader}, and absent from the production artifact.
 */
public interface Environment extends AutoCloseable {

    /**
     * Starts the servers and loads the sample.
     *
     * @param settings settings by property key, of which those under {@code embedded.} are read
     * @return the settings, by property key, with which a migration finds these servers
     */
    Map<String, String> start(Map<String, String> settings) throws Exception;

    /**
     * Runs a migration on these servers, and tells what has come of it.
     *
     * @param settings the whole ones, with those of these servers
     * @param migration gives its exit code
     * @return the exit code
     */
    int show(Settings settings, Callable<Integer> migration) throws Exception;

    /** Stops every server and removes its files. */
    @Override
    void close();
}
