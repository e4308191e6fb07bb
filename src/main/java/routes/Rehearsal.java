package routes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.connect.Connections;
import routes.copy.JobPlan;
import routes.copy.ObjectCopy;
import routes.ledger.Columns;
import routes.process.ProcessName;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.run.Logs;
import routes.run.Observability;
import routes.run.Stages;
import routes.table.Row;
import routes.table.RowKeyType;
import routes.table.TableSchema;

/**
 * Starts and stops a consumer without any server: run by the build of the container image, which archives the classes that it loads, so that
 * consumers start sooner. It writes nothing.
 */
final class Rehearsal {

    /** Enough for the archive to know how a consumer calls its methods, so that they are compiled as soon as it starts. */
    private static final int JOBS = 20;

    private static final int JOB_COPIES = 1000;

    private static final byte[] COPIED = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                    + "<CopyObjectResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                    + "<LastModified>2026-11-01T00:00:00.000Z</LastModified><ETag>&quot;0&quot;</ETag></CopyObjectResult>")
            .getBytes(StandardCharsets.UTF_8);

    private Rehearsal() {}

    public static void main(String[] args) throws Exception {
        Application.execute("--help");
        HttpServer s3 = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // a connection stays with its client, and each waits in a thread of the server
        ExecutorService threads = Executors.newCachedThreadPool();
        s3.setExecutor(threads);
        s3.createContext("/", Rehearsal::answer);
        s3.start();
        try {
            // whatever is set where it runs, nobody else's servers are asked for anything
            rehearse(Settings.load(key -> null, variable -> null)
                    .with(nowhere(s3.getAddress().getPort())));
        } finally {
            s3.stop(0);
            threads.shutdownNow();
        }
    }

    private static void rehearse(Settings settings) throws Exception {
        Logs.configure(settings);
        Migration migration = Migration.of(settings);
        TableSchema schema =
                new TableSchema(migration, "id", RowKeyType.NUMBER, "bigint(20)", Optional.of("utf8mb4"), 1024);
        try (Observability observability = new Observability(Role.CONSUMER, settings, migration);
                Connections connections =
                        new Connections(settings, observability.meters().copies())) {
            Columns columns = Columns.of(List.of(schema), settings, connections.database());
            Main main = new Main();
            main.setOverrideProperties(settings.forRoutes());
            try (Stages stages = new Stages(
                    ProcessName.make(), Role.CONSUMER, settings, connections, columns, observability.meters(), main)) {
                stages.configure(main);
                observability.configure(main, stages, connections, columns);
                main.start();
                observability.started();
                JobCodec codec = stages.queue().codec();
                for (int sequence = 0; sequence < JOBS; sequence++) {
                    copy(main, codec.read(codec.write(job(sequence))));
                }
                connectInVain(settings);
            } finally {
                main.stop();
            }
        }
    }

    private static Job job(int sequence) {
        List<Row> rows = IntStream.range(0, JOB_COPIES)
                .mapToObj(number -> new Row(Integer.toString(number), "image/avatar" + number + ".jpg", 0))
                .toList();
        return new Job("", 1, sequence, null, rows);
    }

    /** The middle part of what is done with a job, which needs no database. */
    private static void copy(Main main, Job job) throws Exception {
        List<ObjectCopy> copies = job.rows().stream()
                .map(row -> new ObjectCopy(row.path(), "avatar/" + row.path(), List.of(row)))
                .toList();
        JobPlan plan = JobPlan.first(job, copies);
        Exchange sent = main.getCamelTemplate().send("direct:consumer-copies", exchange -> {
            exchange.setProperty("plan", plan);
            exchange.getMessage().setBody(plan);
        });
        if (sent.getException() != null || plan.isHopeless()) {
            throw new IllegalStateException("copies failed", sent.getException());
        }
    }

    /** Where nobody listens, but for the one who answers for S3. */
    private static Map<String, String> nowhere(int s3Port) {
        String here = InetAddress.getLoopbackAddress().getHostAddress();
        Map<String, String> settings = new HashMap<>();
        settings.put("source.s3.bucket", "source");
        settings.put("target.s3.bucket", "target");
        settings.put("legacy.s3.object.prefix", "image/");
        settings.put("target.object.prefix", "avatar/");
        settings.put("database.table.to.update", "rehearsal");
        settings.put("table.column.name.to.update", "path");
        settings.put("database.host", here);
        settings.put("database.port", "1");
        settings.put("database.name", "rehearsal");
        settings.put("db.user", "rehearsal");
        settings.put("redis.host", here);
        settings.put("redis.port", "1");
        settings.put("aws.endpoint.url", "http://" + here + ":" + s3Port);
        settings.put("aws.access.key.id", "rehearsal");
        settings.put("aws.secret.access.key", "rehearsal");
        settings.put("management.port", "0");
        settings.put("log.level", "error");
        return settings;
    }

    private static void connectInVain(Settings settings) {
        String url = "jdbc:mariadb://" + settings.text("database.host") + ":" + settings.text("database.port") + "/";
        try {
            DriverManager.getConnection(url, settings.text("db.user"), "").close();
        } catch (SQLException e) {
            // as expected: the driver's classes are loaded now
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : COPIED.length);
            if (!head) {
                exchange.getResponseBody().write(COPIED);
            }
        }
    }
}
