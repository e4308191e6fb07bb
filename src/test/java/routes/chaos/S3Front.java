package routes.chaos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import routes.testing.TcpProxy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Stands between a program and an S3 server: notes every copy that was confirmed, and fails some of them. */
final class S3Front implements AutoCloseable {

    /** What can become of a copy. */
    enum Trouble {
        SLOW_DOWN(503, "SlowDown"),
        SERVER_ERROR(500, "InternalError"),
        ERROR_IN_200(200, "InternalError"),
        EXPIRED(400, "ExpiredToken"),
        NO_BUCKET(404, "NoSuchBucket"),
        DENIED(403, "AccessDenied"),
        BAD_SIGNATURE(403, "SignatureDoesNotMatch"),
        /** The page of a proxy, which looks as if nothing were there. */
        PROXY_PAGE(404, ""),
        /** The page of a proxy that minds the request. */
        PAGE_400(400, ""),
        /** The page of a proxy that lets nobody through. */
        PAGE_403(403, ""),
        /** The page of a proxy that cannot reach S3. */
        PAGE_502(502, ""),
        /** Success without a result, and the request is not carried out. */
        EMPTY_200(200, ""),
        /** No answer, and the request is not carried out. */
        HANG(0, ""),
        /** The connection is closed, and the request is not carried out. */
        RESET(0, ""),
        /** The request is carried out, and the connection closed before the answer. */
        ANSWER_LOST(0, "");

        private final int status;
        private final String code;

        Trouble(int status, String code) {
            this.status = status;
            this.code = code;
        }
    }

    /** Some of the copies are in trouble, or everything that is asked. */
    private record Storm(Trouble trouble, int percent, boolean everything) {}

    private static final Pattern COPY = Pattern.compile("PUT /([^/ ]+)/([^ ?]+) HTTP", Pattern.CASE_INSENSITIVE);
    private static final Pattern LENGTH =
            Pattern.compile("^content-length: *(\\d+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final Pattern IF_NONE_MATCH =
            Pattern.compile("^if-none-match: *", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final Pattern IF_MATCH =
            Pattern.compile("^if-match: *([^\\r\\n]+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final byte[] PRECONDITION_FAILED =
            ("HTTP/1.1 412 Precondition Failed\r\nContent-Type: application/xml\r\n"
                            + "Content-Length: 88\r\n\r\n"
                            + "<Error><Code>PreconditionFailed</Code><Message>It is not so, here.    </Message></Error>")
                    .getBytes(StandardCharsets.UTF_8);
    private static final Duration LONGEST_HANG = Duration.ofSeconds(20);

    private final URI backend;
    private final ServerSocket listener;
    private final Map<String, Long> confirmed = new ConcurrentHashMap<>();
    private final Map<String, Long> lastRequested = new ConcurrentHashMap<>();
    private volatile Optional<Storm> storm = Optional.empty();
    private volatile long latencyMillis;
    private final Object counting = new Object();
    /** Requests that are answered in a second; 0: all. */
    private int limit;

    private long second;
    private int requests;
    private final Map<String, Trouble> spoilt = new ConcurrentHashMap<>();
    private final Object conditions = new Object();
    private volatile Optional<S3Client> honouring = Optional.empty();
    private volatile String poison = "";
    private volatile Runnable poisoned = () -> {};

    S3Front(URI backend) throws IOException {
        this.backend = backend;
        this.listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        TcpProxy.daemon(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Puts some of the copies in trouble. */
    void trouble(Trouble trouble, int percent) {
        storm = Optional.of(new Storm(trouble, percent, false));
    }

    /** Puts every request in trouble, not only copies. */
    void outage(Trouble trouble) {
        storm = Optional.of(new Storm(trouble, 100, true));
    }

    /**
     * Refuses, with 503 SlowDown, what is more than so many requests in a second, whatever they ask for.
     *
     * @param perSecond 0: no limit
     */
    void limit(int perSecond) {
        synchronized (counting) {
            limit = perSecond;
        }
    }

    private boolean isOverLimit() {
        synchronized (counting) {
            long now = System.nanoTime() / 1_000_000_000;
            requests = now == second ? requests + 1 : 1;
            second = now;
            return limit > 0 && requests > limit;
        }
    }

    void heal() {
        storm = Optional.empty();
        limit(0);
    }

    /** Makes every copy take a little longer, as the real S3 does. */
    void latency(long millis) {
        latencyMillis = millis;
    }

    /** Has the conditions of copies honoured, as S3 does; the server behind ignores them. */
    void honourConditions(S3Client direct) {
        honouring = Optional.of(direct);
    }

    /** Does something while no copy under a condition is made. */
    void whileNothingIsCopied(Runnable action) {
        synchronized (conditions) {
            action.run();
        }
    }

    /** Whether the object at the key of a copy is not as the copy wants it. */
    private boolean isRefused(String head, String key) {
        Matcher none = IF_NONE_MATCH.matcher(head);
        Matcher match = IF_MATCH.matcher(head);
        boolean wantsMatch = match.find();
        if (!none.find() && !wantsMatch) {
            return false;
        }
        int slash = key.indexOf('/');
        Optional<String> tag;
        try {
            tag = Optional.of(honouring
                    .orElseThrow()
                    .headObject(
                            request -> request.bucket(key.substring(0, slash)).key(key.substring(slash + 1)))
                    .eTag());
        } catch (NoSuchKeyException e) {
            tag = Optional.empty();
        }
        return wantsMatch
                ? !tag.map(there -> there.replace("\"", ""))
                        .equals(Optional.of(match.group(1).replace("\"", "").strip()))
                : tag.isPresent();
    }

    /** Runs something whenever a copy to this key of any bucket is asked for, instead of the copy. */
    void poison(String key, Runnable consequence) {
        poisoned = consequence;
        poison = key;
    }

    /** Has every copy to this key of any bucket meet the same trouble, for good. */
    void spoil(String key, Trouble trouble) {
        spoilt.put(key, trouble);
    }

    /** Forgets the copies so far. */
    void forget() {
        spoilt.clear();
        confirmed.clear();
        lastRequested.clear();
        poison = "";
    }

    /** When, in the time of {@link System#nanoTime()}, S3 first confirmed a key of a bucket; before the program knew. */
    Optional<Long> confirmedAt(String bucket, String key) {
        return Optional.ofNullable(confirmed.get(bucket + "/" + key));
    }

    /** When the latest copy to a key was asked for. */
    Optional<Long> lastRequestedAt(String bucket, String key) {
        return Optional.ofNullable(lastRequested.get(bucket + "/" + key));
    }

    int copies() {
        return confirmed.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                TcpProxy.daemon(() -> serve(client));
            } catch (IOException e) {
                // closed, or a client that went away: the next one
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(backend.getHost(), backend.getPort())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            InputStream fromClient = new BufferedInputStream(client.getInputStream());
            InputStream fromServer = new BufferedInputStream(server.getInputStream());
            while (exchange(fromClient, client.getOutputStream(), fromServer, server.getOutputStream())) {
                // the next request of the connection
            }
        } catch (IOException e) {
            // the connection has ended
        }
    }

    /** One request and its answer; false when the connection is to be closed. */
    private boolean exchange(InputStream client, OutputStream toClient, InputStream server, OutputStream toServer)
            throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head = head(client, request);
        body(head, client, request);
        Matcher copy = COPY.matcher(head);
        boolean copies = copy.lookingAt() && head.toLowerCase(Locale.ROOT).contains("x-amz-copy-source:");
        String key = copies ? copy.group(1) + "/" + decoded(copy.group(2)) : "";
        Optional<Trouble> trouble = choose(key);
        if (copies) {
            lastRequested.put(key, System.nanoTime());
            pause(Duration.ofMillis(latencyMillis));
            if (!poison.isEmpty() && key.endsWith("/" + poison)) {
                poisoned.run();
                return false;
            }
        }
        if (trouble.isPresent() && trouble.get().status > 0) {
            toClient.write(answer(trouble.get(), !head.startsWith("HEAD ")));
            return true;
        }
        if (trouble.equals(Optional.of(Trouble.HANG))) {
            hang();
            return false;
        }
        if (trouble.equals(Optional.of(Trouble.RESET))) {
            return false;
        }
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        String status;
        if (copies && honouring.isPresent()) {
            synchronized (conditions) {
                if (isRefused(head, key)) {
                    toClient.write(PRECONDITION_FAILED);
                    return true;
                }
                status = forward(head, request, server, toServer, response);
            }
        } else {
            status = forward(head, request, server, toServer, response);
        }
        if (copies
                && status.startsWith("HTTP/1.1 200")
                && !response.toString(StandardCharsets.UTF_8).contains("<Error>")) {
            confirmed.putIfAbsent(key, System.nanoTime());
        }
        if (trouble.equals(Optional.of(Trouble.ANSWER_LOST))) {
            return false;
        }
        toClient.write(response.toByteArray());
        return true;
    }

    private static String forward(
            String head,
            ByteArrayOutputStream request,
            InputStream server,
            OutputStream toServer,
            ByteArrayOutputStream response)
            throws IOException {
        toServer.write(request.toByteArray());
        String status = head(server, response);
        if (!head.startsWith("HEAD ")) {
            body(status, server, response);
        }
        return status;
    }

    /**
     * What becomes of a request.
     *
     * @param key that of a copy, with its bucket; empty for another request
     */
    private Optional<Trouble> choose(String key) {
        Trouble always = spoilt.get(key.substring(key.indexOf('/') + 1));
        if (always != null) {
            return Optional.of(always);
        }
        if (isOverLimit()) {
            return Optional.of(Trouble.SLOW_DOWN);
        }
        return storm.filter(now -> now.everything() || !key.isEmpty())
                .filter(now -> ThreadLocalRandom.current().nextInt(100) < now.percent())
                .map(Storm::trouble);
    }

    private void hang() {
        long until = System.nanoTime() + LONGEST_HANG.toNanos();
        while (storm.isPresent() && System.nanoTime() < until) {
            pause(Duration.ofMillis(50));
        }
    }

    private static void pause(Duration time) {
        if (!time.isZero()) {
            java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
        }
    }

    private static byte[] answer(Trouble trouble, boolean withBody) {
        String body =
                switch (trouble) {
                    case PROXY_PAGE, PAGE_400, PAGE_403, PAGE_502 ->
                        "<html><body><h1>Not here, on purpose</h1></body></html>";
                    case EMPTY_200 -> "";
                    default ->
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + trouble.code
                                + "</Code><Message>on purpose</Message><RequestId>chaos</RequestId></Error>";
                };
        return ("HTTP/1.1 " + trouble.status + " On purpose\r\nContent-Type: application/xml\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + (withBody ? body : ""))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Copies a head, its empty line included. */
    private static String head(InputStream in, ByteArrayOutputStream out) throws IOException {
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            out.write(next);
            last = last << 8 | next;
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static void body(String head, InputStream in, ByteArrayOutputStream out) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            out.write(in.readNBytes(Integer.parseInt(length.group(1))));
        } else if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
            int size;
            do {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                int last = 0;
                while ((last & 0xFFFF) != 0x0D0A) {
                    int next = in.read();
                    if (next < 0) {
                        throw new EOFException();
                    }
                    line.write(next);
                    last = last << 8 | next;
                }
                out.write(line.toByteArray());
                size = Integer.parseInt(
                        line.toString(StandardCharsets.ISO_8859_1).strip().split(";", 2)[0], 16);
                out.write(in.readNBytes(size + 2));
            } while (size > 0);
        }
    }
}
