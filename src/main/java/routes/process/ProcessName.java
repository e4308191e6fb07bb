package routes.process;

import java.util.UUID;
import org.apache.camel.util.InetAddressUtil;

/**
 * What a process is known by, on the page and in the log.
 *
 * @param host it runs on
 * @param id unlike any other's, even where every container's process has the same number
 */
public record ProcessName(String host, String id) {

    /** A new name for this process. */
    public static ProcessName make() {
        String host = InetAddressUtil.getLocalHostNameSafe();
        String random = UUID.randomUUID().toString().substring(0, 4);
        return new ProcessName(host, host + "-" + ProcessHandle.current().pid() + "-" + random);
    }
}
