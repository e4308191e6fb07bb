package routes.status;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import routes.config.Json;
import routes.config.Settings;

/** The settings in force, as anybody may see them. */
public final class SettingsView {

    private static final String MASK = "********";
    /** A user and password in a URL, and the options of an endpoint that are secrets. */
    private static final Pattern USER = Pattern.compile("://[^/@]+@");

    private static final Pattern OPTION = Pattern.compile(
            "([?&;][^=&]*(?:password|secret|accessKey|token|passphrase)[^=&]*=)[^&]*", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final boolean controls;

    /**
     * @param controls whether something can be changed by HTTP
     */
    public SettingsView(Settings settings, boolean controls) {
        settings.masked().forEach((key, value) -> this.settings.put(key, masked(value)));
        this.controls = controls;
    }

    public String json() {
        return Json.write(Map.of("controls", controls, "settings", settings));
    }

    static String masked(String value) {
        return OPTION.matcher(USER.matcher(value).replaceAll("://" + MASK + "@"))
                .replaceAll("$1" + MASK);
    }
}
