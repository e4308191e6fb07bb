package routes.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3-protocol server of another maker, in a process of its own: its libraries clash with ours. A folder of {@code src/test/s3-servers} has
 * two programs for each: {@code install FOLDER} brings it into a folder of {@code target}, once, and prints its name and version;
 * {@code start FOLDER PORT DATA} serves until it is told to stop; the file {@code keys} has access key and secret of one with keys of its own.
 */
public final class InstalledS3 implements AutoCloseable {

    /** Of a server without keys of its own. */
    public static final String ACCESS_KEY = "testkey";

    public static final String SECRET_KEY = "testsecret";

    private static final Path PROGRAMS = Path.of("src", "test", "s3-servers");
    private static final Path INSTALLED = Path.of("target", "s3-servers");

    /** It cannot be had here; the message says why. */
    public static final class NotToBeHadException extends IOException {

        private static final long serialVersionUID = 1L;

        NotToBeHadException(String message) {
            super(message);
        }
    }

    private final String name;
    private final Workspace workspace;
    private final ServerProcess server;
    private String version;

    /**
     * @param name the folder of its programs
     */
    public InstalledS3(String name, Workspace workspace) {
        this.name = name;
        this.workspace = workspace;
        this.server = new ServerProcess(name, workspace);
    }

    /**
     * Installs the server, unless it is, and starts it, empty.
     *
     * @throws NotToBeHadException when it cannot be installed on this machine
     */
    public void start() throws IOException, InterruptedException {
        version = installed();
        server.start(
                port -> List.of(
                        program("start"),
                        folder().toString(),
                        Integer.toString(port),
                        workspace.directory().resolve(name).toString()),
                InstalledS3::answers);
    }

    /** The server's name and version, as it was installed. */
    public String version() {
        return version;
    }

    public URI endpoint() {
        return URI.create("http://" + ServerProcess.HOST + ":" + server.port());
    }

    public String accessKey() throws IOException {
        return keys().get(0);
    }

    public String secretKey() throws IOException {
        return keys().get(1);
    }

    private List<String> keys() throws IOException {
        Path keys = PROGRAMS.resolve(name).resolve("keys");
        return Files.exists(keys) ? Files.readAllLines(keys) : List.of(ACCESS_KEY, SECRET_KEY);
    }

    /** A new client of this server, to be closed by the caller. */
    public S3Client client() throws IOException {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey(), secretKey())))
                // not every server takes what newer SDKs add to an upload
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(128))
                .build();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.kill();
        }
    }

    private String installed() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(folder());
        Path version = folder.resolve("version");
        synchronized (InstalledS3.class) { // a file lock keeps out other processes only, and fails within this one
            try (FileChannel lock =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (!Files.exists(version)) {
                    Path output = folder.resolve("install.out");
                    Path log = folder.resolve("install.log");
                    int exitCode = new ProcessBuilder(program("install"), folder.toString())
                            .redirectOutput(output.toFile())
                            .redirectError(log.toFile())
                            .start()
                            .waitFor();
                    if (exitCode != 0) {
                        throw new NotToBeHadException(lastLine(log));
                    }
                    Files.move(output, version);
                }
            }
        }
        return lastLine(version);
    }

    private Path folder() {
        return INSTALLED.resolve(name).toAbsolutePath();
    }

    private String program(String program) {
        return PROGRAMS.resolve(name).resolve(program).toAbsolutePath().toString();
    }

    private static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + ServerProcess.HOST + ":" + port)
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(10_000);
            return connection.getResponseCode() < 500;
        } catch (IOException e) {
            return false;
        }
    }
}
