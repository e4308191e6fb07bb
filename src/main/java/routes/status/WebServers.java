package routes.status;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainHttpServerFactory;
import org.apache.camel.support.service.ServiceHelper;
import routes.config.Json;

/**
 * Makes the web servers that Camel starts: the page's, and that of health and metrics. Each has threads of its own, so that a page that
 * is asked for too much takes no process out of service.
 */
public final class WebServers implements MainHttpServerFactory, AutoCloseable {

    private final Vertx management = vertx();
    private final Vertx page;
    private StatusPage content;

    /**
     * @param withPage whether there is to be one
     */
    public WebServers(boolean withPage) {
        this.page = withPage ? vertx() : null;
    }

    /** The page's threads; null without one. */
    public Vertx page() {
        return page;
    }

    /** Says what the page is; before Camel starts. */
    public void show(StatusPage shown) {
        content = shown;
    }

    @Override
    public Service newHttpServer(CamelContext camel, HttpServerConfigurationProperties properties) {
        return new WebServer(
                configuration(properties.getHost(), properties.getPort(), VertxPlatformHttpRouter.SERVER_TYPE_SERVER),
                page,
                content.guard()::check,
                content::mount);
    }

    @Override
    public Service newHttpManagementServer(CamelContext camel, HttpManagementServerConfigurationProperties properties) {
        WebServer server = new WebServer(
                configuration(
                        properties.getHost(), properties.getPort(), VertxPlatformHttpRouter.SERVER_TYPE_MANAGEMENT),
                management,
                request -> {},
                router -> mountLiveness(router, properties.getHealthPath() + "/live", camel));
        ManagementHttpServer health = new ManagementHttpServer() {
            @Override
            protected void doInit() throws Exception {
                camel.addService(server);
            }

            @Override
            protected void doStart() throws Exception {
                ServiceHelper.startService(server);
                super.doStart();
            }
        };
        health.setCamelContext(camel);
        health.setHost(properties.getHost());
        health.setPort(properties.getPort());
        health.setHealthCheckEnabled(true);
        health.setHealthPath(properties.getHealthPath());
        health.setMetricsEnabled(true);
        return health;
    }

    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
        management.close();
    }

    /** Liveness asks nobody, and waits for nobody: it is answered where requests are read. */
    private static void mountLiveness(Router router, String path, CamelContext camel) {
        router.get(path).handler(context -> {
            boolean alive = HealthCheckHelper.isResultsUp(HealthCheckHelper.invokeLiveness(camel), false);
            context.response()
                    .setStatusCode(alive ? 200 : 503)
                    .putHeader("Content-Type", HttpRefusal.JSON)
                    .end(Json.write(Map.of("status", alive ? "UP" : "DOWN")));
        });
    }

    private static VertxPlatformHttpServerConfiguration configuration(String host, int port, String type) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(host);
        configuration.setBindPort(port);
        configuration.setServerType(type);
        return configuration;
    }

    /** With few threads, which may take long, and with no files: the file system may be read-only. */
    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(2)
                .setMaxWorkerExecuteTime(1)
                .setMaxWorkerExecuteTimeUnit(TimeUnit.DAYS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }
}
