package routes.status;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import routes.config.Settings;

/**
 * What the operator says of the status and its page.
 *
 * @param countInterval least time between two exact counts of the ledger
 * @param hosts host names, beside localhost and addresses, by which the page may be asked for
 * @param token what acting by the page takes; empty text: the page only shows
 */
public record StatusSettings(Duration countInterval, List<String> hosts, String token) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static StatusSettings of(Settings settings) {
        return new StatusSettings(
                settings.duration("status.count.interval"),
                settings.optional("status.hosts").stream()
                        .flatMap(hosts -> Arrays.stream(hosts.split("\\s*,\\s*")))
                        .toList(),
                settings.text("status.token"));
    }

    /** Shows nothing of the token. */
    @Override
    public String toString() {
        return "StatusSettings[countInterval=" + countInterval + ", hosts=" + hosts + "]";
    }
}
