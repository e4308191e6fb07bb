package routes.status;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import redis.clients.jedis.UnifiedJedis;
import routes.apply.ApplyMode;
import routes.apply.ApplySettings;
import routes.config.Settings;
import routes.ledger.Columns;
import routes.ledger.Failures;
import routes.ledger.Retries;
import routes.queue.QueueBeans;
import routes.queue.QueueSettings;

/** The status page of a producer: the beans that {@link StatusRoutes} names, and what its web server lets in. */
public final class StatusPage {

    private final StatusSettings settings;
    private final LiveUpdates updates;
    private final StatusBoard board;
    private final Access access;
    private final SettingsView view;
    private final Controls controls;
    private final NewestFailures failures;
    private final Unanswered unanswered = new Unanswered();
    private final ExceptionsDownload download;

    public StatusPage(
            Settings settings, Columns columns, UnifiedJedis redis, DataSource database, Meters meters, Vertx vertx) {
        StatusReader reader = new StatusReader(settings, redis, database, () -> columns, Clock.systemUTC());
        this.settings = StatusSettings.of(settings);
        this.updates = new LiveUpdates(vertx);
        this.board = new StatusBoard(reader::read, reader::readLast, updates);
        this.access = new Access(this.settings.token());
        this.view = new SettingsView(settings, access.isPossible());
        QueueBeans queue = new QueueBeans(QueueSettings.of(settings), redis);
        this.controls = new Controls(
                queue.pauses(),
                new Retries(columns, database),
                queue.cutOver(),
                ApplySettings.of(settings).mode() == ApplyMode.ON_COMMAND);
        this.failures = new NewestFailures(columns, database, Clock.systemUTC());
        this.download = new ExceptionsDownload(new Failures(columns, database), unanswered, vertx);
        new MigrationGauges(board::latest).bindTo(meters.registry());
    }

    public StatusBoard board() {
        return board;
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("statusBoard", board);
        registry.accept("webFiles", new WebFiles());
        registry.accept("access", access);
        registry.accept("settingsView", view);
        registry.accept("controls", controls);
        registry.accept("newestFailures", failures);
        registry.accept("unanswered", unanswered);
    }

    /** Refuses what the page never sends. */
    Guard guard() {
        return new Guard(settings.hosts());
    }

    /** Has the page's web server push what changes, and send what takes long. */
    void mount(Router router) {
        updates.mount(router, "/api/events");
        download.mount(router, "/api/exceptions.csv");
    }
}
