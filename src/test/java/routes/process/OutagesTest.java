package routes.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import routes.config.Settings;
import routes.fault.Addresses;
import routes.fault.Server;
import routes.fault.SystemFaultException;
import routes.status.Trouble;
import software.amazon.awssdk.core.exception.SdkClientException;

/** One fault is one line when it begins, one a minute while it lasts, and one when it ends, however many notice it. */
class OutagesTest {

    private static final Throwable REDIS_AWAY = new JedisConnectionException("Failed to connect to 127.0.0.1:26419.");
    private static final Throwable DATABASE_AWAY = new DataAccessResourceFailureException(
            "no connection", new SQLTransientConnectionException("Connection refused", "08000"));
    private static final Throwable S3_AWAY = SdkClientException.create(
            "Request attempt 1 failure: Unable to execute HTTP request: Connection reset",
            new IOException("Connection reset"));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("routes.process");
    private Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private final Vitals vitals = new Vitals(
            Addresses.of(Settings.load(key -> null, key -> null)
                    .with(Map.of(
                            "database.host", "db.example.com",
                            "redis.host", "redis.example.com",
                            "aws.endpoint.url.s3", "http://127.0.0.1:19040"))),
            clock(() -> now),
            () -> TimeUnit.SECONDS.toNanos(now.getEpochSecond()));

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void forget() {
        logger.setLevel(null);
        logger.detachAppender(log);
    }

    private List<String> lines() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void should_say_one_line_when_many_routes_fail_on_one_server() {
        for (String route :
                List.of("process-heartbeat", "process-control", "finalizer-completion", "finalizer-dead-letters")) {
            vitals.failed(route, REDIS_AWAY);
        }

        assertThat(lines())
                .containsExactly("Redis (redis.example.com:6379) does not answer: Failed to"
                        + " connect to 127.0.0.1:26419; nothing is lost, it is tried again until it works");

        now = now.plusSeconds(61);
        vitals.failed("process-heartbeat", REDIS_AWAY);
        vitals.failed("process-control", REDIS_AWAY);

        assertThat(lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("Redis (redis.example.com:6379) does not answer for 61 s now");

        now = now.plusSeconds(2);
        vitals.succeeded("process-control");
        vitals.succeeded("process-heartbeat");

        assertThat(lines()).hasSize(3).last().isEqualTo("Redis (redis.example.com:6379) works again after 63 s");
        assertThat(vitals.outage()).isEmpty();
    }

    @Test
    void should_name_the_server_and_its_address_when_a_client_fails() {
        vitals.failed("consumer-take", S3_AWAY);
        assertThat(vitals.outage().orElseThrow().words())
                .isEqualTo("S3 (http://127.0.0.1:19040) does not answer: Connection reset");

        vitals.succeeded("consumer-take");
        vitals.failed(
                "consumer-take",
                new SystemFaultException(
                        Server.S3,
                        "2 of 2 copies fail, such as image/1:"
                                + " SdkClientException: Unable to execute HTTP request; nothing was copied before"));
        assertThat(vitals.outage().orElseThrow().words())
                .endsWith(
                        "fails: 2 of 2 copies fail, such as image/1: Unable to execute HTTP request; nothing was copied"
                                + " before");

        vitals.succeeded("consumer-take");
        vitals.failed("consumer-take", DATABASE_AWAY);
        assertThat(vitals.outage().orElseThrow().words()).startsWith("MariaDB (db.example.com:3306) does not answer");
        assertThat(vitals.outage().orElseThrow().kind).isEqualTo(Trouble.Kind.SILENT);
    }

    @Test
    void should_name_the_route_when_no_server_is_at_fault() {
        vitals.failed("finalizer-apply", new IllegalStateException("no such thing"));

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("finalizer-apply fails: IllegalStateException: no such thing");

        vitals.succeeded("finalizer-apply");

        assertThat(lines()).last().isEqualTo("finalizer-apply works again after 0 s");
    }

    private static Clock clock(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }
}
