package routes.embedded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.connect.Connections;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The main class of the image that stands in for AWS beside containers: the S3-protocol server and the ECS stub, and the sample. */
public final class StandInServers {

    private static final Logger LOG = LoggerFactory.getLogger(StandInServers.class);

    private static final int BAD_CONFIGURATION = 2;

    private final Settings settings;

    StandInServers(Settings settings) {
        this.settings = settings;
    }

    /** {@code serve} runs the servers until it is told to stop; {@code sample} loads the sample and ends. */
    public static void main(String[] arguments) throws Exception {
        try {
            StandInServers servers = new StandInServers(Settings.load());
            switch (String.join(" ", arguments)) {
                case "serve" -> servers.serve();
                case "sample" -> servers.loadSample();
                default -> throw new ConfigurationException("expected one word, serve or sample");
            }
        } catch (ConfigurationException e) {
            e.problems().forEach(System.err::println);
            System.exit(BAD_CONFIGURATION);
        }
    }

    private void serve() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            awaitQuietly(stopped);
        }));
        AutoCloseable servers = start();
        try {
            told.await();
        } finally {
            servers.close();
            stopped.countDown();
        }
    }

    /**
     * Starts the two servers, with both buckets and, if they are named, the ECS services of the settings.
     *
     * @return what stops them
     * @throws ConfigurationException when a setting is missing or unusable
     */
    AutoCloseable start() throws Exception {
        InetSocketAddress s3Address = address("embedded.s3.port");
        InetSocketAddress ecsAddress = address("embedded.ecs.port");
        String source = settings.required("source.s3.bucket");
        String target = settings.required("target.s3.bucket");
        Workspace workspace = Workspace.open(Path.of(settings.required("embedded.directory")));
        EmbeddedS3 s3 = new EmbeddedS3(
                workspace,
                settings.choice("embedded.s3", EmbeddedS3.Backend.class),
                s3Address,
                settings.required("aws.access.key.id"),
                settings.required("aws.secret.access.key"));
        EmbeddedEcs ecs = new EmbeddedEcs(ecsAddress);
        s3.start();
        Stream.of(source, target).distinct().forEach(s3::createBucket);
        settings.optional("cluster.name").ifPresent(cluster -> addServices(ecs, cluster));
        ecs.start();
        LOG.info("S3 with the buckets {} and {} at {}", source, target, s3.endpoint());
        LOG.info("ECS stub at {}", ecs.endpoint());
        return () -> {
            try (workspace;
                    s3;
                    ecs) {
                LOG.info("stopping");
            }
        };
    }

    private void addServices(EmbeddedEcs ecs, String cluster) {
        int consumers = settings.integer("consumer.task.count", 0, 10_000);
        settings.optional("consumer.service.name").ifPresent(name -> ecs.addService(cluster, name, consumers));
        settings.optional("producer.service.name").ifPresent(name -> ecs.addService(cluster, name, 1));
    }

    /**
     * Creates and fills the table of the sample, unless there is one with rows, and stores the objects its rows name.
     *
     * @throws ConfigurationException when the settings ask for another table or other prefixes than the sample has, or for S3 itself
     */
    void loadSample() throws SQLException {
        checkSample();
        SampleData sample = SampleData.withMissing(
                settings.integer("sample.rows", 0, Integer.MAX_VALUE),
                settings.integer("sample.seed", 0, Integer.MAX_VALUE),
                settings.integer("sample.missing.percent", 0, 100));
        try (Connections connections = new Connections(settings)) {
            try (Connection connection = connections.database().getConnection()) {
                loadRows(sample, connection);
            }
            S3Client s3 = connections.s3();
            sample.storeObjects(
                    (request, content) -> s3.putObject(request, RequestBody.fromBytes(content)),
                    settings.required("source.s3.bucket"),
                    settings.required("target.s3.bucket"));
            LOG.info("objects of the sample are in {}", settings.text("source.s3.bucket"));
        }
    }

    private static void loadRows(SampleData sample, Connection connection) throws SQLException {
        sample.createTable(connection);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + SampleData.TABLE + " LIMIT 1")) {
            if (row.next()) {
                LOG.info("table {} has rows already, which stay as they are", SampleData.TABLE);
                return;
            }
        }
        sample.insertRows(connection);
        LOG.info("table {} has {} rows", SampleData.TABLE, sample.rows());
    }

    /** The sample is made for one table and two prefixes; and it must not get into a bucket of S3 itself. */
    private void checkSample() {
        List<Expected> expected = List.of(
                new Expected("database.table.to.update", SampleData.TABLE),
                new Expected("table.column.name.to.update", SampleData.PATH_COLUMN),
                new Expected("legacy.s3.object.prefix", SampleData.SOURCE_PREFIX),
                new Expected("target.object.prefix", SampleData.TARGET_PREFIX));
        List<String> problems = expected.stream()
                .filter(each -> !each.isMet(settings))
                .map(each -> Settings.line(each.key(), "must be " + each.value() + " for the sample"))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        if (!settings.has("aws.endpoint.url")) {
            settings.required("aws.endpoint.url.s3");
        }
    }

    private InetSocketAddress address(String portKey) {
        String host = settings.required("embedded.host");
        try {
            return new InetSocketAddress(InetAddress.getAllByName(host)[0], settings.integer(portKey, 1, 65535));
        } catch (UnknownHostException e) {
            throw Settings.problem("embedded.host", "names no host that can be found: " + host);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A setting and the value that the sample needs; a prefix may lack its closing slash. */
    private record Expected(String key, String value) {

        boolean isMet(Settings settings) {
            String given = settings.text(key);
            return given.equals(value) || value.equals(given + "/");
        }
    }
}
