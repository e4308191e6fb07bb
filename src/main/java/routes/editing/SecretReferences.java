package routes.editing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import routes.config.ConfigurationException;
import routes.config.Settings;

/**
 * Refuses routes that ask for a secret, by its name, before any is built: a placeholder, whatever its source; Camel's simple language, which
 * reads the environment by itself; and the name of one of this program's secrets wherever it stands in a route file.
 */
final class SecretReferences {

    /** A placeholder, with one of Camel's functions or without: {@code {{x}}}, {@code {{?x}}}, {@code {{env:X}}}, {@code {{x:default}}}. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*\\??(?:(?:env|sys):\\??)?([^}:{]+)");

    /** What the simple language asks the process for: {@code ${env.X}}, {@code ${sysenv.X}}, {@code ${sys.x}}, {@code ${properties:x}}. */
    private static final Pattern FUNCTION =
            Pattern.compile("\\$(?:simple)?\\{\\s*(?:sysenv|env|sys|properties|propertiesExist)[.:]\\??([^}:]+)");

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    private final List<String> secrets;

    SecretReferences(Settings settings) {
        this.secrets = settings.all().keySet().stream()
                .filter(Settings::isKeptFromRoutes)
                .toList();
    }

    /**
     * Looks at what the settings bring into routes.
     *
     * @throws ConfigurationException with a line for each that asks for a secret
     */
    void refuse(Properties settings) {
        List<String> problems = new ArrayList<>();
        settings.stringPropertyNames().stream().sorted().forEach(key -> asked(settings.getProperty(key))
                .ifPresent(name -> problems.add(Settings.line(key, words(name)))));
        refuse(problems);
    }

    /**
     * Looks at a route file, which is known to be YAML.
     *
     * @throws ConfigurationException with a line, {@code FILE:LINE: ...}, for each place that asks for a secret
     */
    void refuse(Path file) {
        List<String> problems = new ArrayList<>();
        for (Event event : new Parse(LoadSettings.builder().build()).parseString(text(file))) {
            if (event instanceof ScalarEvent scalar) {
                asked(scalar.getValue())
                        .or(() -> named(scalar.getValue()))
                        .ifPresent(name -> problems.add(file
                                + event.getStartMark()
                                        .map(Mark::getLine)
                                        .map(line -> ":" + (line + 1))
                                        .orElse("")
                                + ": " + words(name)));
            }
        }
        refuse(problems);
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /** A secret that is asked for in the ways of Camel. */
    private static Optional<String> asked(String text) {
        return Stream.of(PLACEHOLDER, FUNCTION)
                .flatMap(pattern -> pattern.matcher(text).results())
                .map(match -> match.group(1).strip())
                .filter(Settings::isKeptFromRoutes)
                .findFirst();
    }

    /** A secret of this program that is named in any other way, such as in a script. */
    private Optional<String> named(String text) {
        return NAME.matcher(text)
                .results()
                .map(match -> match.group().replaceFirst("[.]+$", ""))
                .filter(name -> secrets.stream().anyMatch(secret -> isOf(secret, name)))
                .findFirst();
    }

    private static boolean isOf(String secret, String name) {
        return name.equalsIgnoreCase(secret) || name.equals(Settings.variable(secret));
    }

    static String words(String name) {
        return "asks for " + name + ": routes are given no secret of this program; settings of your own begin with my.";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
