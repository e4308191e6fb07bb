package routes.status;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.main.MainConfigurationProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.ConfigurationException;
import routes.config.Event;
import routes.config.Role;
import routes.config.Settings;

/**
 * The addresses at which a process answers: health and metrics in every role, the status page where rows are scanned. A port
 * that is in use makes way for a free one, so that a second process on the same machine starts as well.
 */
public final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Role role;
    private final InetSocketAddress status;
    private final InetSocketAddress management;

    private final List<DatagramSocket> marks;

    private Listeners(Role role, Settings settings, List<DatagramSocket> marks) {
        this.role = role;
        this.marks = marks;
        this.management = address(settings, "management.host", "management.port");
        this.status = role.produces() ? address(settings, "status.host", "status.port") : null;
    }

    /**
     * Chooses the ports.
     *
     * @throws ConfigurationException when a host is not one of this machine
     */
    public static Listeners of(Role role, Settings settings) {
        return new Listeners(role, settings, new ArrayList<>());
    }

    /** Has Camel's embedded servers listen there. */
    public void configure(MainConfigurationProperties camel) {
        camel.httpManagementServer()
                .withEnabled(true)
                .withHost(management.getHostString())
                .withPort(management.getPort())
                .withHealthCheckEnabled(true)
                .withMetricsEnabled(true);
        if (status != null) {
            camel.httpServer()
                    .withEnabled(true)
                    .withHost(status.getHostString())
                    .withPort(status.getPort());
        }
    }

    /** Says where people and probes can look; to be called when the servers listen. */
    public void announce() {
        marks.forEach(DatagramSocket::close);
        if (status != null) {
            Event.LISTENING.info(LOG, "status page at {}", value("url", url(status, "/")));
        }
        Event.LISTENING.info(LOG, "health and metrics at {}", value("url", url(management, "/observe/health")));
    }

    @Override
    public void close() {
        marks.forEach(DatagramSocket::close);
    }

    /** The role that answers here. */
    public Role role() {
        return role;
    }

    /** Where the status page is; null for a role without one. */
    public InetSocketAddress status() {
        return status;
    }

    /** Where health and metrics are. */
    public InetSocketAddress management() {
        return management;
    }

    private InetSocketAddress address(Settings settings, String hostKey, String portKey) {
        String host = settings.required(hostKey);
        int port = settings.integer(portKey, 0, 65535);
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw Settings.problem(hostKey, "names no host that can be found: " + host);
        }
        if (port != 0 && isFree(address, port)) {
            return new InetSocketAddress(host, port);
        }
        int instead = freePort(hostKey, address);
        if (port != 0) {
            Event.LISTENING.info(
                    LOG,
                    "{} {} is in use: {} is taken instead",
                    Settings.variable(portKey),
                    value("port", port),
                    value("instead", instead));
        }
        return new InetSocketAddress(host, instead);
    }

    private int freePort(String hostKey, InetAddress address) {
        while (true) {
            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, address)) {
                port = socket.getLocalPort();
            } catch (IOException e) {
                throw Settings.problem(hostKey, "names no host of this machine: " + address.getHostAddress());
            }
            if (isFree(address, port)) {
                return port;
            }
        }
    }

    private boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            return false;
        }
        return mark(port);
    }

    /** Until the server listens, the UDP port of the same number tells a process that starts meanwhile that this one is taken. */
    private boolean mark(int port) {
        try {
            marks.add(new DatagramSocket(port, InetAddress.getLoopbackAddress()));
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    private static String url(InetSocketAddress address, String path) {
        InetAddress at = address.getAddress();
        String host = at == null || at.isAnyLocalAddress() ? "localhost" : address.getHostString();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + path;
    }
}
