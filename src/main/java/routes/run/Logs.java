package routes.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import routes.config.ConfigurationException;
import routes.config.Settings;

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
}
