package routes.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.config.Settings;
import routes.pace.Pace;
import routes.s3.ConditionalS3Client;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.Servers;
import software.amazon.awssdk.utils.internal.SystemSettingUtilsTestBackdoor;

/** Credentials that the SDK finds by itself when the settings name none: those that people and clusters have. */
class CredentialsTest {

    private static final String FAR = "2999-01-01T00:00:00Z";

    @TempDir
    private Path home;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private FaultyS3 s3;
    private HttpServer services;

    @BeforeEach
    void stand() throws Exception {
        s3 = new FaultyS3(Servers.s3().endpoint());
        s3.answer(request -> Optional.of(new Answer(200, "")));
        services = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        services.createContext("/federation/credentials", this::federate);
        services.createContext("/", this::assumeRole);
        services.start();
        String endpoint = "http://127.0.0.1:" + services.getAddress().getPort();
        environment("HOME", home.toString());
        environment("AWS_REGION", "us-east-1");
        environment("AWS_CONFIG_FILE", home.resolve("config").toString());
        environment("AWS_ENDPOINT_URL_SSO", endpoint);
        environment("AWS_ENDPOINT_URL_STS", endpoint);
    }

    @AfterEach
    void leave() throws IOException {
        SystemSettingUtilsTestBackdoor.clearEnvironmentVariableOverrides();
        services.stop(0);
        s3.close();
    }

    private static void environment(String name, String value) {
        SystemSettingUtilsTestBackdoor.addEnvironmentVariableOverride(name, value);
    }

    private void profile(String... lines) throws IOException {
        Files.writeString(home.resolve("config"), String.join("\n", lines) + "\n");
        environment("AWS_PROFILE", "mover");
    }

    /** What {@code aws sso login} leaves behind. */
    private void logIn(String session) throws Exception {
        String name = String.format(
                "%040x",
                new BigInteger(1, MessageDigest.getInstance("SHA-1").digest(session.getBytes(StandardCharsets.UTF_8))));
        Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
        Files.writeString(cache.resolve(name + ".json"), """
                {"startUrl": "https://example.awsapps.com/start", "region": "us-east-1", "accessToken": "of-the-browser",
                 "expiresAt": "%s", "clientId": "id", "clientSecret": "secret", "refreshToken": "again",
                 "registrationExpiresAt": "%s"}""".formatted(FAR, FAR));
    }

    private void federate(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestHeaders().getFirst("x-amz-sso_bearer_token") + " "
                + exchange.getRequestURI().getQuery());
        answer(exchange, "application/json", """
                {"roleCredentials": {"accessKeyId": "KEY-OF-SSO", "secretAccessKey": "secret", "sessionToken": "token",
                 "expiration": 32472144000000}}""");
    }

    private void assumeRole(HttpExchange exchange) throws IOException {
        asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        answer(exchange, "text/xml", """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>KEY-OF-WEB-IDENTITY</AccessKeyId>
                <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>%s</Expiration>
                </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>""".formatted(FAR));
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void assertUsed(String key) {
        Map<String, String> settings = new HashMap<>();
        settings.put("aws.endpoint.url.s3", s3.endpoint().toString());
        try (ConditionalS3Client client =
                Aws.s3(Settings.load(name -> null, name -> null).with(settings), new Pace())) {
            client.headBucket(request -> request.bucket("somewhere"));
        }
        assertThat(s3.requests()).singleElement().satisfies(request -> {
            assertThat(request.header("Authorization").orElse("")).contains("Credential=" + key + "/");
            assertThat(request.header("x-amz-security-token")).contains("token");
        });
    }

    @Test
    void should_use_the_login_of_the_browser_when_the_profile_is_of_single_sign_on() throws Exception {
        profile(
                "[profile mover]",
                "sso_session = company",
                "sso_account_id = 123456789012",
                "sso_role_name = Migration",
                "[sso-session company]",
                "sso_region = us-east-1",
                "sso_start_url = https://example.awsapps.com/start");
        logIn("company");

        assertUsed("KEY-OF-SSO");
        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("of-the-browser ")
                .contains("role_name=Migration", "account_id=123456789012");
    }

    @Test
    void should_ask_the_process_when_the_profile_names_one() throws Exception {
        Path answer = home.resolve("answer.json");
        Files.writeString(answer, """
                {"Version": 1, "AccessKeyId": "KEY-OF-PROCESS", "SecretAccessKey": "secret", "SessionToken": "token"}""");
        profile("[profile mover]", "credential_process = cat " + answer);

        assertUsed("KEY-OF-PROCESS");
    }

    @Test
    void should_take_the_role_of_a_web_identity_when_the_cluster_gives_one() throws Exception {
        environment(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                Files.writeString(home.resolve("token"), "of-the-cluster").toString());
        environment("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/migration");

        assertUsed("KEY-OF-WEB-IDENTITY");
        assertThat(asked).singleElement().asString().contains("WebIdentityToken=of-the-cluster");
    }
}
