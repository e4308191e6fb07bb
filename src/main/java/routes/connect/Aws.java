package routes.connect;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import routes.config.MaskedUri;
import routes.config.Settings;
import routes.copy.CopySettings;
import routes.pace.Pace;
import routes.s3.AnswerWords;
import routes.s3.ConditionalS3Client;
import routes.s3.CopyPolicy;
import routes.s3.PacedRetries;
import routes.template.CopyWatcher;
import routes.template.TemplateS3Client;
import routes.verify.ReadableListing;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The clients of S3 and ECS. Making one connects to nothing yet. */
final class Aws {

    /** Requests beside the copies, such as those of a status page. */
    private static final int SPARE_CONNECTIONS = 16;

    private Aws() {}

    /**
     * Makes the client of S3.
     *
     * @param pace what every request waits for
     * @param watchers what sees every request
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    static ConditionalS3Client s3(Settings settings, Pace pace, CopyWatcher... watchers) {
        Optional<URI> endpoint = endpoint(settings, "aws.endpoint.url.s3");
        CopyPolicy copies = CopyPolicy.of(settings);
        Duration timeout = settings.duration("s3.timeout");
        AwsCredentialsProvider credentials = credentials(settings);
        Supplier<S3ClientBuilder> builder = () -> aws(S3Client.builder(), settings, endpoint)
                .credentialsProvider(credentials)
                // every S3 server has the path style, the other one takes a name for each bucket
                .forcePathStyle(endpoint.isPresent())
                .overrideConfiguration(override -> {
                    override.apiCallAttemptTimeout(timeout).retryStrategy(new PacedRetries(pace, attempts(settings)));
                    override.addExecutionInterceptor(new ReadableListing());
                    override.addExecutionInterceptor(new AnswerWords());
                    if (settings.flag("s3.requester-pays")) {
                        override.putHeader("x-amz-request-payer", "requester");
                    }
                    List.of(watchers).forEach(override::addExecutionInterceptor);
                });
        int connections =
                CopySettings.concurrency(settings) + ConditionalS3Client.spareConnections(copies) + SPARE_CONNECTIONS;
        S3Client client = builder.get()
                // the source bucket may lie in another region; copies are asked of the target's, which is this one
                .crossRegionAccessEnabled(true)
                .httpClientBuilder(http(connections, timeout))
                .build();
        // the time of an attempt is limited anyway, and a read that has a limit of its own costs a virtual thread a
        // timer
        ApacheHttpClient.Builder copierHttp = http(connections, Duration.ZERO);
        S3Client copier = settings.flag("copy.by-example")
                ? new TemplateS3Client(builder.get(), copierHttp.build(), credentials, timeout, pace, List.of(watchers))
                : builder.get().httpClientBuilder(copierHttp).build();
        return new ConditionalS3Client(copier, client, copies);
    }

    private static ApacheHttpClient.Builder http(int connections, Duration socketTimeout) {
        return ApacheHttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(Connections.CONNECT_TIMEOUT)
                .socketTimeout(socketTimeout)
                .tcpKeepAlive(true);
    }

    static EcsClient ecs(Settings settings) {
        return aws(EcsClient.builder(), settings, endpoint(settings, "aws.endpoint.url.ecs"))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B aws(B builder, Settings settings, Optional<URI> endpoint) {
        builder.region(Region.of(settings.required("aws.region"))).credentialsProvider(credentials(settings));
        endpoint.ifPresent(builder::endpointOverride);
        return builder;
    }

    private static AwsCredentialsProvider credentials(Settings settings) {
        if (!settings.has("aws.access.key.id")) {
            return DefaultCredentialsProvider.builder().build();
        }
        String id = settings.text("aws.access.key.id");
        String secret = settings.required("aws.secret.access.key");
        return StaticCredentialsProvider.create(
                settings.has("aws.session.token")
                        ? AwsSessionCredentials.create(id, secret, settings.text("aws.session.token"))
                        : AwsBasicCredentials.create(id, secret));
    }

    private static Optional<URI> endpoint(Settings settings, String key) {
        String named = settings.has(key) ? key : "aws.endpoint.url";
        return settings.optional(named).map(text -> {
            try {
                URI uri = URI.create(text);
                if (uri.getScheme() == null || uri.getHost() == null) {
                    throw new IllegalArgumentException("no scheme or host");
                }
                return uri;
            } catch (IllegalArgumentException e) {
                throw Settings.problem(
                        named, "must be a URL such as http://127.0.0.1:9000, and is \"" + MaskedUri.of(text) + "\"");
            }
        });
    }

    /** As the SDK's own variable says, which it does not look at when it is given a strategy. */
    private static int attempts(Settings settings) {
        return SdkSystemSetting.AWS_MAX_ATTEMPTS.getIntegerValue().orElse(settings.integer("s3.max.attempts", 1, 100));
    }
}
