package routes.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who look at a producer's page: some read everything slowly, some watch its events, one sends what is no request, and one asks for its
 * health all the time.
 */
final class Crowd implements AutoCloseable {

    private static final List<String> LONG = List.of("/api/exceptions.csv", "/web/uPlot.iife.min.js", "/api/history");
    private static final List<String> BAD = List.of(
            "GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "no request at all\r\n\r\n",
            "GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/status HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            "POST /api/pause HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    private static final int BITE = 512;

    private final int status;
    private final int management;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger bad = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger unhealthy = new AtomicInteger();
    private volatile double slowestHealth;

    Crowd(int status, int management) {
        this.status = status;
        this.management = management;
    }

    /** Begins to ask for health, beside whoever else comes. */
    Crowd watchHealth() {
        start(this::askForHealth);
        return this;
    }

    /** Lets them come. */
    Crowd come(int slowReaders, int watchers, int badRequests) {
        for (int i = 0; i < slowReaders; i++) {
            String path = LONG.get(i % LONG.size());
            start(() -> read(path, BITE, 500));
        }
        for (int i = 0; i < watchers; i++) {
            start(() -> read("/api/events", 65_536, 0));
        }
        start(() -> {
            for (int i = 0; i < badRequests; i++) {
                try (Socket socket = connect(status, BAD.get(i % BAD.size()))) {
                    socket.getInputStream().read();
                    bad.incrementAndGet();
                } catch (IOException e) {
                    bad.incrementAndGet();
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        });
        return this;
    }

    /** Seconds that the slowest answer about health took. */
    double slowestHealth() {
        return slowestHealth;
    }

    /** Answers about health that were none, or not 200. */
    int unhealthy() {
        return unhealthy.get();
    }

    int badRequests() {
        return bad.get();
    }

    /** Times that a watcher got something. */
    int events() {
        return events.get();
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private interface Visit {
        void go() throws InterruptedException;
    }

    private void start(Visit visit) {
        Thread thread = new Thread(
                () -> {
                    try {
                        visit.go();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "crowd");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** Reads an answer, and the next one when that has ended. */
    private void read(String path, int bytes, long pauseMillis) throws InterruptedException {
        byte[] buffer = new byte[bytes];
        while (!Thread.currentThread().isInterrupted()) {
            try (Socket socket = connect(status, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                InputStream in = socket.getInputStream();
                while (in.read(buffer) > 0) {
                    TimeUnit.MILLISECONDS.sleep(pauseMillis);
                    events.addAndGet(pauseMillis == 0 ? 1 : 0);
                }
            } catch (IOException e) {
                // he comes again
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /** Counts from the first answer on. */
    private void askForHealth() throws InterruptedException {
        boolean listens = false;
        while (!Thread.currentThread().isInterrupted()) {
            long began = System.nanoTime();
            boolean healthy = isHealthy();
            if (listens) {
                slowestHealth = Math.max(slowestHealth, (System.nanoTime() - began) / 1e9);
                unhealthy.addAndGet(healthy ? 0 : 1);
            }
            listens |= healthy;
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isHealthy() {
        String request = "GET /observe/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket socket = connect(management, request)) {
            byte[] answer = socket.getInputStream().readNBytes(12);
            return new String(answer, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static Socket connect(int port, String request) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
