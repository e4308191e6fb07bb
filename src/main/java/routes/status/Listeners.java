package routes.status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.apache.camel.main.MainConfigurationProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.Role;
import routes.config.ConfigurationException;
import routes.config.Settings;

/**
 * The addresses at which a process answers: health and metrics in every role, the status page where rows are scanned. A port
 * that is in use makes way for a free one, so that a second process on the same machine starts as well.
 */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Role role;
    private final InetSocketAddress status;
    private final InetSocketAddress management;

    private Listeners(Role role, InetSocketAddress status, InetSocketAddress management) {
        this.role = role;
        this.status = status;
        this.management = management;
    }

    /**
     * Chooses the ports.
     *
     * @throws ConfigurationException when a host is not one of this machine
     */
    public static Listeners of(Role role, Settings settings) {
        InetSocketAddress management = address(settings, "management.host", "management.port", -1);
        return new Listeners(
                role,
                role.produces() ? address(settings, "status.host", "status.port", management.getPort()) : null,
                management);
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
                    .withPort(status.getPort())
                    .withFileUploadEnabled(false)
                    .withMaxBodySize(1024L * 1024);
        }
    }

    /** Says where people and probes can look. */
    public void announce() {
        if (status != null) {
            LOG.info("status page at {}", url(status, "/"));
        }
        LOG.info("health and metrics at {}", url(management, "/observe/health"));
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

    private static InetSocketAddress address(Settings settings, String hostKey, String portKey, int taken) {
        String host = settings.required(hostKey);
        int port = settings.integer(portKey, 0, 65535);
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw Settings.problem(hostKey, "names no host that can be found: " + host);
        }
        if (port != taken && isFree(address, port)) {
            return new InetSocketAddress(host, port == 0 ? freePort(hostKey, address) : port);
        }
        int instead = freePort(hostKey, address);
        LOG.info("{} {} is in use: {} is taken instead", Settings.variable(portKey), port, instead);
        return new InetSocketAddress(host, instead);
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort(String hostKey, InetAddress address) {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw Settings.problem(hostKey, "names no host of this machine: " + address.getHostAddress());
        }
    }

    private static String url(InetSocketAddress address, String path) {
        InetAddress at = address.getAddress();
        String host = at == null || at.isAnyLocalAddress() ? "localhost" : address.getHostString();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + path;
    }
}
