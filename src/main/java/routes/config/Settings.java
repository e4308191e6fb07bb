package routes.config;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.util.SensitiveUtils;
import org.apache.camel.util.TimeUtils;

/**
 * The effective value of every setting: system property, else environment variable, else external file, else {@code
 * application.properties}. The constants of {@code constants.properties} are known by their keys too, and cannot be set.
 *
 * <p>The typed getters throw {@link ConfigurationException} with a line that names the setting.
 */
public final class Settings {

    /** Names of the settings whose values are never shown, logged or handed to Camel. */
    private static final List<String> SECRETS =
            List.of("password", "secret.access.key", "session.token", "status.token");

    private static final String DEVELOPMENT = "/routes/embedded/development.properties";

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    /** Reads the settings of this process, whose JVM must leave the exit codes as they are. */
    public static Settings load() {
        JvmOptions.check();
        Settings settings = load(System::getProperty, System::getenv);
        MisspeltVariables.refuse(System.getenv().keySet(), settings.all().keySet());
        return settings;
    }

    /**
     * Reads the settings with the given look-ups of system properties and environment variables.
     *
     * @throws ConfigurationException when the external file cannot be read, or something is set that is no setting
     */
    public static Settings load(UnaryOperator<String> system, UnaryOperator<String> environment) {
        Map<String, String> values = new LinkedHashMap<>(entries("/application.properties"));
        if (Settings.class.getResource(DEVELOPMENT) != null) { // not in the jar
            values.putAll(entries(DEVELOPMENT));
        }
        Map<String, String> constants = entries("constants.properties");
        Optional<Path> file = ExternalFile.named(system, environment);
        Map<String, String> external = file.map(ExternalFile::read).orElse(Map.of());
        GoneSettings.refuse(system, environment, external.keySet());
        file.ifPresent(path -> ExternalFile.refuseUnknown(path, external.keySet(), values.keySet()));
        constants.put(ExternalFile.LOCATION, file.map(Path::toString).orElse(""));
        file.ifPresent(path -> constants.put("routes.folder", ExternalFile.routes(path)));
        values.putAll(external);
        values.replaceAll((key, value) -> {
            String variable = environment.apply(variable(key));
            String property = system.apply(key);
            String effective = property != null ? property : variable != null ? variable : value;
            return isSecret(key) ? effective : effective.strip();
        });
        QuotedValues.refuse(values);
        values.putAll(constants);
        return new Settings(values);
    }

    /** The same settings with some replaced. */
    public Settings with(Map<String, String> replacements) {
        Map<String, String> merged = new LinkedHashMap<>(values);
        merged.putAll(replacements);
        return new Settings(merged);
    }

    /** The environment variable that overrides a key. */
    public static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    public static boolean isSecret(String key) {
        return SECRETS.stream().anyMatch(key::endsWith);
    }

    /**
     * Whether routes are not given what has this name, wherever it stands: a key, or an environment variable. What the operator's own settings
     * and Camel's are called is up to them.
     */
    public static boolean isKeptFromRoutes(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
        return isSecret(key) && ExternalFile.OPEN.stream().noneMatch(key::startsWith);
    }

    /** All settings, with secrets masked: those of this program, those of others by their names, and those within URIs. */
    public Map<String, String> masked() {
        Map<String, String> shown = new TreeMap<>(values);
        shown.replaceAll((key, value) -> {
            String last = key.substring(key.lastIndexOf('.') + 1);
            boolean secret = isSecret(key)
                    || (ExternalFile.OPEN.stream().anyMatch(key::startsWith) && SensitiveUtils.containsSensitive(last));
            return secret && !value.isEmpty() ? MaskedUri.MASK : MaskedUri.of(value);
        });
        return shown;
    }

    /** All settings but the secrets: what routes may refer to. */
    public Properties forRoutes() {
        Properties properties = new Properties();
        values.forEach((key, value) -> {
            if (!isKeptFromRoutes(key)) {
                properties.setProperty(key, value);
            }
        });
        return properties;
    }

    public Map<String, String> all() {
        return new TreeMap<>(values);
    }

    public boolean has(String key) {
        return !text(key).isEmpty();
    }

    /** The value, or empty text when the setting has none. */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no such setting: " + key);
        }
        return value;
    }

    public Optional<String> optional(String key) {
        return Optional.of(text(key)).filter(value -> !value.isEmpty());
    }

    public String required(String key) {
        return optional(key).orElseThrow(() -> problem(key, "is not set"));
    }

    public int integer(String key, int least, int most) {
        int value = parse(key, "a whole number", Integer::valueOf);
        if (value < least || value > most) {
            throw problem(key, "must be from " + least + " to " + most + ", and is " + value);
        }
        return value;
    }

    /** A positive time such as {@code 500ms}, {@code 30s}, {@code 15m}; a bare number is milliseconds. */
    public Duration duration(String key) {
        Duration value = parse(
                key, "a time such as 500ms, 30s or 15m", text -> Duration.ofMillis(TimeUtils.toMilliSeconds(text)));
        if (value.isNegative() || value.isZero()) {
            throw problem(key, "must be more than zero");
        }
        return value;
    }

    /** A size such as {@code 512MB} or {@code 5GB}, in powers of 1,024; a bare number is bytes. */
    public long bytes(String key, long least, long most) {
        long value = parse(key, "a size such as 64MB or 5GB", Settings::bytes);
        if (value < least || value > most) {
            throw problem(key, "must be from " + (least >> 20) + "MB to " + (most >> 20) + "MB, and is " + text(key));
        }
        return value;
    }

    public boolean flag(String key) {
        return switch (text(key).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw problem(key, "must be true or false, and is \"" + text(key) + "\"");
        };
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text(key).toLowerCase(Locale.ROOT))) {
                return constant;
            }
            names.add(name);
        }
        throw problem(key, "must be one of " + String.join(", ", names) + ", and is \"" + text(key) + "\"");
    }

    /** A problem with a setting, named as a user sets it. */
    public static ConfigurationException problem(String key, String what) {
        return new ConfigurationException(line(key, what));
    }

    /** One line about a setting: {@code SOURCE_S3_BUCKET (source.s3.bucket) is not set}. */
    public static String line(String key, String what) {
        return variable(key) + " (" + key + ") " + what;
    }

    private <T> T parse(String key, String shape, Function<String, T> parser) {
        try {
            return parser.apply(text(key));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw problem(key, "must be " + shape + ", and is \"" + text(key) + "\"");
        }
    }

    private static long bytes(String text) {
        String size = text.toUpperCase(Locale.ROOT).replaceFirst("I?B$", "");
        int shift =
                switch (size.isEmpty() ? ' ' : size.charAt(size.length() - 1)) {
                    case 'K' -> 10;
                    case 'M' -> 20;
                    case 'G' -> 30;
                    default -> 0;
                };
        String number = shift == 0 ? size : size.substring(0, size.length() - 1);
        long units = Long.parseLong(number.strip());
        if (units > Long.MAX_VALUE >> shift) {
            throw new NumberFormatException(text);
        }
        return units << shift;
    }

    /** The entries of a resource that lies beside this class, or where its absolute name says. */
    static Map<String, String> entries(String resource) {
        try (Reader in = new StringReader(Resources.text(Settings.class, resource))) {
            return entries(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> entries(Reader in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
