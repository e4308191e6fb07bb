package routes.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class WebServerTest {

    @Test
    void should_have_the_page_asked_for_again_when_its_routes_are_not_there_yet() throws Exception {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(0);
        Vertx vertx = Vertx.vertx();
        WebServer server = new WebServer(configuration, vertx, request -> {}, router -> {});
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            server.setCamelContext(camel);
            server.start();

            HttpResponse<String> early = get(server);
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.headers().firstValue("Refresh")).contains("1");
            assertThat(early.body()).contains("The process is starting.");

            camel.start();

            HttpResponse<String> later = get(server);
            assertThat(later.statusCode()).isEqualTo(404);
            assertThat(later.headers().firstValue("Refresh")).isEmpty();
        } finally {
            server.stop();
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    private static HttpResponse<String> get(WebServer server) throws Exception {
        URI page = URI.create("http://127.0.0.1:" + server.getPort() + "/");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
    }
}
