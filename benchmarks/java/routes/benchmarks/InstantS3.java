package routes.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An S3 endpoint that stores nothing and confirms every copy, but the second one of a key among the first, at once or after a delay: what is measured against it is the client.
 *
 * <p>A listing has the legacy objects of so many rows as were copied, written before.
 *
 * <p>{@code GET /-/copies} answers with the number of copies, the time of the first one, in milliseconds of the epoch, and the number of
 * copies that were refused.
 */
final class InstantS3 {

    private static final String COUNTERS = "/-/copies";

    private static final int REMEMBERED = 10_000;
    private static final String TARGET = "/" + Sample.TARGET_BUCKET + "/" + Sample.TARGET_PREFIX;

    private static final Buffer COPIED = Buffer.buffer("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<CopyObjectResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<LastModified>2026-11-01T00:00:00.000Z</LastModified>"
            + "<ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag></CopyObjectResult>");
    private static final long PAGE = 1000;
    private static final Pattern TOKEN = Pattern.compile("continuation-token=(\\d+)");

    private final Vertx vertx = Vertx.vertx();
    private final long delayMillis;
    private final ThrottlingS3 limit;
    private long refused;
    private final AtomicLong copies = new AtomicLong();
    /** A client finds out with a second copy of one key whether conditions are honoured. */
    private final Set<String> known = new HashSet<>();

    private volatile long firstCopyAt;

    private InstantS3(long delayMillis, ThrottlingS3 limit) {
        this.delayMillis = delayMillis;
        this.limit = limit;
    }

    /** Arguments: port, delay of a copy in milliseconds, limit as {@link ThrottlingS3#of} reads it. */
    public static void main(String[] arguments) {
        InstantS3 server = new InstantS3(Long.parseLong(arguments[1]), ThrottlingS3.of(arguments[2]));
        server.vertx
                .createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(Integer.parseInt(arguments[0]))
                        .setAcceptBacklog(4096))
                .requestHandler(server::answer)
                .listen();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().putHeader("x-amz-request-id", "BENCHMARK");
        if (request.method() == HttpMethod.PUT) {
            if (limit.refuses()) {
                refused++;
                response.setStatusCode(503)
                        .putHeader("Content-Type", "application/xml")
                        .end(ThrottlingS3.SLOW_DOWN);
                return;
            }
            if (copies.get() < REMEMBERED && !known.add(request.path())) {
                response.setStatusCode(412).end();
                return;
            }
            if (copies.getAndIncrement() == 0) {
                firstCopyAt = System.currentTimeMillis();
            }
            response.putHeader("Content-Type", "application/xml");
            if (delayMillis == 0) {
                response.end(COPIED);
            } else {
                vertx.setTimer(delayMillis, timer -> response.end(COPIED));
            }
        } else if (request.path().equals(COUNTERS)) {
            response.end(copies.get() + " " + firstCopyAt + " " + refused);
        } else if (request.method() == HttpMethod.GET) {
            response.putHeader("Content-Type", "application/xml").end(listing(request.query()));
        } else {
            response.setStatusCode(request.path().startsWith(TARGET) ? 404 : 200)
                    .end();
        }
    }

    private Buffer listing(String query) {
        Matcher token = TOKEN.matcher(query == null ? "" : query);
        long from = token.find() ? Long.parseLong(token.group(1)) : 1;
        long to = Math.min(from + PAGE - 1, copies.get());
        StringBuilder page = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        page.append("<IsTruncated>").append(to < copies.get()).append("</IsTruncated>");
        if (to < copies.get()) {
            page.append("<NextContinuationToken>").append(to + 1).append("</NextContinuationToken>");
        }
        for (long number = from; number <= to; number++) {
            page.append("<Contents><Key>")
                    .append(Sample.SOURCE_PREFIX)
                    .append(Sample.name(number))
                    .append("</Key><LastModified>2026-10-01T00:00:00.000Z</LastModified>"
                            + "<ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag><Size>10</Size></Contents>");
        }
        return Buffer.buffer(page.append("</ListBucketResult>").toString());
    }
}
