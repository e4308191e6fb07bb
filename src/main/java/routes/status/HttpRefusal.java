package routes.status;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import routes.config.Json;

/** A request that is not served, with the HTTP status and the sentence that say why. */
public final class HttpRefusal extends Exception {

    /** What every answer that is data is. */
    static final String JSON = "application/json; charset=utf-8";

    private static final long serialVersionUID = 1L;

    private final int status;

    public HttpRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What nobody can answer at the moment. */
    static HttpRefusal unanswered() {
        return new HttpRefusal(503, "This cannot be answered at the moment; the producer's log says why.");
    }

    /** HTTP status, 4xx or 503. */
    public int getStatus() {
        return status;
    }

    /** Says so where no route of Camel's does: in the same shape. */
    Future<Void> answer(HttpServerResponse response) {
        return response.setStatusCode(status)
                .putHeader("Content-Type", JSON)
                .end(Json.write(Map.of("message", getMessage())));
    }
}
