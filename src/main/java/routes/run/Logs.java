package routes.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;
import routes.config.ConfigurationException;
import routes.config.Json;
import routes.config.Settings;
import routes.queue.QueueSettings;

/** Has the log follow the settings, wherever they come from; until they are read, the environment alone decides. */
public final class Logs {

    /** What a line of the log is. */
    enum Format {
        TEXT,
        JSON
    }

    /** What this program tells of itself. */
    enum Detail {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    private Logs() {}

    /**
     * Applies {@code log.format} and {@code log.level}.
     *
     * @throws ConfigurationException when one of them is unknown
     */
    public static void configure(Settings settings) {
        String format = settings.choice("log.format", Format.class).name().toLowerCase(Locale.ROOT);
        Detail detail = settings.choice("log.level", Detail.class);
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        URL file = Logs.class.getResource("/logback.xml");
        if (context.getLogger("ROOT").getAppender(format) == null && file != null) {
            context.reset();
            context.putProperty("LOG_FORMAT", format);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            try {
                configurator.doConfigure(file);
            } catch (JoranException e) {
                throw new IllegalStateException("logback.xml cannot be read", e);
            }
        }
        context.getLogger("routes").setLevel(Level.toLevel(detail.name()));
    }

    /**
     * Has every line in JSON say whose it is, so that lines of many processes may stand in one place.
     *
     * @param process its name
     * @param role what it does: the name of the command that it was started with
     */
    public static void identify(String process, String role, Settings settings) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("process", process);
        fields.put("role", role);
        fields.put("namespace", QueueSettings.of(settings).namespace());
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger("ROOT").getAppender("json") instanceof ConsoleAppender<ILoggingEvent> console
                && console.getEncoder() instanceof LogstashEncoder encoder) {
            encoder.stop();
            encoder.setCustomFields(Json.write(fields));
            encoder.start();
        }
    }
}
