package routes.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * An S3-protocol server (s3proxy) in this process, which checks signatures.
 *
 * <p>It holds fewer keys than S3 does; {@link SampleData} lists what it cannot hold. Object tags are refused (501). {@code If-None-Match} on
 * copies is ignored, unless {@link #honourConditions} says otherwise.
 */
public final class EmbeddedS3 implements AutoCloseable {

    /** Where the objects are kept. */
    public enum Backend {
        /** In memory: about 10 KB an object, and twice as fast. */
        TRANSIENT,
        /** In files of the workspace; a key's segment may then have some 210 bytes at most. */
        FILESYSTEM
    }

    private static final int START_ATTEMPTS = 5;

    private final Workspace workspace;
    private final Backend backend;
    private final String accessKey;
    private final String secretKey;
    private final InetSocketAddress address;
    private final S3Brake brake = new S3Brake();
    private boolean honours;
    private BlobStore store;
    private S3Proxy server;
    private int port;

    /** A server for this machine alone, on a free port, with keys of its own. */
    public EmbeddedS3(Workspace workspace, Backend backend) {
        this(
                workspace,
                backend,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "embedded",
                Secrets.generate());
    }

    /**
     * @param address where to listen; port 0 is a free one of this machine, for 127.0.0.1 alone
     * @param accessKey the key that requests must be signed with
     * @param secretKey its secret
     */
    public EmbeddedS3(
            Workspace workspace, Backend backend, InetSocketAddress address, String accessKey, String secretKey) {
        this.workspace = workspace;
        this.backend = backend;
        this.address = address;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    public URI endpoint() {
        return URI.create("http://" + ServerProcess.HOST + ":" + port);
    }

    public String region() {
        return "us-east-1";
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** A new client of this server, to be closed by the caller. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.of(region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(128))
                .build();
    }

    /** Has the server honour {@code If-None-Match} on copies, as S3 does; to be called before it is started. */
    public EmbeddedS3 honourConditions() {
        honours = true;
        return this;
    }

    /** What makes copies slow, or refuses them. */
    public S3Brake brake() {
        return brake;
    }

    /** Starts the server, empty. */
    public synchronized void start() throws Exception {
        quiet("org.gaul");
        store = openStore();
        for (int attempt = 1; port == 0; attempt++) {
            int candidate = address.getPort() == 0 ? ServerProcess.freePort() : address.getPort();
            try {
                server = serve(candidate);
                port = candidate;
            } catch (IOException e) {
                if (attempt == START_ATTEMPTS || address.getPort() != 0) {
                    throw e;
                }
            }
        }
    }

    /** Stops serving; the objects stay. */
    public synchronized void stop() throws Exception {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** Serves again on the same port and objects, after stopping if it serves. */
    public synchronized void restart() throws Exception {
        stop();
        server = serve(port);
    }

    /** Creates a bucket. */
    public void createBucket(String bucket) {
        store.createContainer(CreateBucketRequest.builder().bucket(bucket).build());
    }

    /** Stores an object without going through HTTP, which takes most of the time when many are loaded. */
    public void put(PutObjectRequest request, byte[] content) {
        store.putBlob(
                request.toBuilder().contentLength((long) content.length).build(), new ByteArrayInputStream(content));
    }

    /** Stops serving and forgets the objects. */
    @Override
    public synchronized void close() throws IOException {
        try {
            stop();
        } catch (Exception e) {
            throw new IOException("the S3 server did not stop", e);
        }
        if (store != null) {
            store.close();
            store = null;
            DirectoryTree.delete(files());
        }
    }

    private BlobStore openStore() throws IOException {
        return switch (backend) {
            case TRANSIENT -> new TransientNio2BlobStore();
            case FILESYSTEM ->
                new FilesystemNio2BlobStore(Files.createDirectories(files()).toString());
        };
    }

    private Path files() {
        return workspace.directory().resolve("s3");
    }

    private S3Proxy serve(int candidate) throws Exception {
        Optional<ConditionalCopies> conditional =
                honours ? Optional.of(new ConditionalCopies(store)) : Optional.empty();
        S3Proxy proxy = S3Proxy.builder()
                .endpoint(URI.create("http://" + address.getHostString() + ":" + candidate))
                .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                .blobStore(conditional.<BlobStore>map(copies -> copies).orElse(store))
                .ignoreUnknownHeaders(true)
                .stopTimeout(0)
                .build();
        Server jetty = jetty(proxy);
        // with other threads a main method that throws would leave the JVM running for ever
        ((QueuedThreadPool) jetty.getThreadPool()).setDaemon(true);
        conditional.ifPresent(copies -> jetty.setHandler(copies.inFrontOf(jetty.getHandler())));
        jetty.setHandler(brake.inFrontOf(jetty.getHandler()));
        proxy.start();
        return proxy;
    }

    /** S3Proxy has no options for what is set here. */
    private static Server jetty(S3Proxy proxy) throws ReflectiveOperationException {
        Field field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        return (Server) field.get(proxy);
    }

    /** Unless told otherwise these loggers write a line per request. */
    private static void quiet(String logger) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger configured = context.getLogger(logger);
            if (configured.getLevel() == null) {
                configured.setLevel(Level.WARN);
            }
        }
    }
}
