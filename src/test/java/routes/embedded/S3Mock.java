package routes.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A second S3-protocol server (Adobe S3Mock), slow, for what {@link EmbeddedS3} does not keep: tags and storage classes. */
public final class S3Mock implements AutoCloseable {

    private static final Path JAR = Path.of("target", "s3mock", "s3mock-exec.jar");

    private final Workspace workspace;
    private final ServerProcess server;

    public S3Mock(Workspace workspace) {
        this.workspace = workspace;
        this.server = new ServerProcess("s3mock", workspace);
    }

    public void start() throws IOException, InterruptedException {
        if (!Files.exists(JAR)) {
            throw new IOException(JAR + " is missing: mvn process-test-resources puts it there");
        }
        server.start(this::command, S3Mock::answers);
    }

    public URI endpoint() {
        return URI.create("http://" + ServerProcess.HOST + ":" + server.port());
    }

    /** A new client of this server, to be closed by the caller. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .build();
    }

    @Override
    public void close() throws IOException {
        server.kill();
    }

    private List<String> command(int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--http.port=" + port,
                "--server.port=0",
                "--server.address=" + ServerProcess.HOST,
                "--com.adobe.testing.s3mock.store.root=" + workspace.directory().resolve("s3mock"),
                "--logging.level.root=WARN");
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + ServerProcess.HOST + ":" + port)
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(10_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
