package routes.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import routes.config.ExitCode;

class VitalsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private Duration set = Duration.ZERO;
    private final Vitals vitals =
            new Vitals(clock(() -> now.plus(set)), () -> TimeUnit.SECONDS.toNanos(now.getEpochSecond()));
    private long moved;
    private final Lifecycle lifecycle =
            new Lifecycle(vitals, () -> moved, PATIENCE, () -> TimeUnit.SECONDS.toNanos(now.getEpochSecond()));

    @Test
    void should_give_up_when_a_route_has_failed_again_and_again_for_too_long() {
        failFor(PATIENCE.plusSeconds(30));

        lifecycle.check();

        assertThat(lifecycle.hasEnded()).isTrue();
        assertThat(lifecycle.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void should_say_once_that_it_gives_up_when_its_end_takes_long() {
        Logger logger = (Logger) LoggerFactory.getLogger(Lifecycle.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            failFor(PATIENCE.plusSeconds(30));
            lifecycle.check();
            lifecycle.check();
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).hasSize(1);
    }

    @Test
    void should_go_on_when_a_route_failed_once_and_has_had_nothing_to_do_since() {
        failFor(Duration.ofSeconds(30));
        now = now.plus(PATIENCE.multipliedBy(10));

        lifecycle.check();

        assertThat(lifecycle.hasEnded()).isFalse();
    }

    @Test
    void should_go_on_when_the_route_succeeded_meanwhile() throws Exception {
        failFor(PATIENCE.minusSeconds(30));
        Exchange success = new DefaultExchange(new DefaultCamelContext());
        success.getExchangeExtension().setFromRouteId("route");
        vitals.succeeded(success);
        failFor(PATIENCE.minusSeconds(30));

        lifecycle.check();

        assertThat(lifecycle.hasEnded()).isFalse();
    }

    @Test
    void should_go_on_when_one_row_is_held_for_long_and_others_move() {
        for (int minute = 0; minute < 60; minute++) {
            failFor(Duration.ofMinutes(1));
            moved++;
            lifecycle.check();
        }

        assertThat(lifecycle.hasEnded()).isFalse();
    }

    @Test
    void should_go_on_when_somebody_sets_the_clock() {
        now = now.plus(PATIENCE).plusSeconds(1);
        vitals.failed("route", new IllegalStateException("down"));
        set = PATIENCE.multipliedBy(2);
        now = now.plusSeconds(1);
        vitals.failed("route", new IllegalStateException("down"));

        lifecycle.check();

        assertThat(lifecycle.hasEnded()).isFalse();
    }

    @Test
    void should_go_on_when_only_the_display_fails() {
        failFor("finalizer-counts", PATIENCE.multipliedBy(3));

        lifecycle.check();

        assertThat(lifecycle.hasEnded()).isFalse();
    }

    private void failFor(Duration time) {
        failFor("route", time);
    }

    private void failFor(String route, Duration time) {
        Instant end = now.plus(time);
        while (!now.isAfter(end)) {
            vitals.failed(route, new IllegalStateException("down"));
            now = now.plusSeconds(15);
        }
    }

    private static Clock clock(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }
}
