package routes.status;

import java.util.Map;
import routes.config.Json;
import routes.config.Settings;

/** The settings in force, as anybody may see them. */
public final class SettingsView {

    private final Map<String, String> settings;
    private final boolean controls;

    /**
     * @param controls whether something can be changed by HTTP
     */
    public SettingsView(Settings settings, boolean controls) {
        this.settings = settings.masked();
        this.controls = controls;
    }

    public String json() {
        return Json.write(Map.of("controls", controls, "settings", settings));
    }
}
