package routes.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a program and a server, and cuts or stalls their connections. */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final String host;
    private volatile int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean stalled;
    private volatile boolean refusing;

    public TcpProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Leads new connections to another port; those that are open stay where they are. */
    public void leadTo(int anotherPort) {
        port = anotherPort;
    }

    /** Ends all connections; new ones are welcome. */
    public void cut() {
        sockets.forEach(TcpProxy::close);
    }

    /** Ends all connections and every new one, until told otherwise. */
    public void refuse(boolean wanted) {
        refusing = wanted;
        if (wanted) {
            cut();
        }
    }

    /** Lets nothing through and closes nothing, as a network does that drops packets, until told otherwise. */
    public synchronized void stall(boolean wanted) {
        stalled = wanted;
        notifyAll();
    }

    public void heal() {
        refuse(false);
        stall(false);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        heal();
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    close(client);
                } else {
                    daemon(() -> connect(client));
                }
            } catch (IOException e) {
                // closed, or a client that went away: the next one
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(host, port);
            sockets.add(client);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            daemon(() -> pump(client, server));
            daemon(() -> pump(server, client));
        } catch (IOException e) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                awaitFlow();
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one side has gone: so must the other
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized void awaitFlow() throws IOException {
        try {
            while (stalled) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    public static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
