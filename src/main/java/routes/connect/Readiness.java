package routes.connect;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import routes.config.Migration;
import routes.status.Reachability;
import software.amazon.awssdk.services.s3.S3Client;

/** Readiness depends on every server that the work needs: one question to each, asked whenever a probe asks. */
public final class Readiness implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ExecutorService questions =
            Executors.newCachedThreadPool(new CamelThreadFactory("#name#-#counter#", "ready", true));

    public void bind(Migration migration, Connections connections, BiConsumer<String, Object> registry) {
        ready(registry, "database", () -> {
            try (var connection = connections.database().getConnection();
                    var statement = connection.createStatement()) {
                statement.setQueryTimeout((int) PATIENCE.toSeconds());
                statement.execute("SELECT 1");
            }
        });
        ready(registry, "redis", () -> connections.redis().ping());
        ready(registry, "source-bucket", () -> head(connections.s3(), migration.sourceBucket()));
        ready(registry, "target-bucket", () -> head(connections.s3().copier(), migration.targetBucket()));
    }

    @Override
    public void close() {
        questions.shutdownNow();
    }

    private void ready(BiConsumer<String, Object> registry, String id, Reachability.Question question) {
        registry.accept("ready-" + id, new Reachability(id, question, questions, PATIENCE));
    }

    private static void head(S3Client s3, String bucket) {
        s3.headBucket(
                request -> request.bucket(bucket).overrideConfiguration(override -> override.apiCallTimeout(PATIENCE)));
    }
}
