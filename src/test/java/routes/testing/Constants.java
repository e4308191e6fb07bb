package routes.testing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Constants of the program with other values, for a process of its own: nothing but its class path can change them. */
public final class Constants {

    private static final Path SHIPPED = Path.of("src", "main", "resources", "routes", "config", "constants.properties");

    private Constants() {}

    /**
     * Takes the constants out of some settings.
     *
     * @param settings by property key; left with what the environment can set
     * @return a folder that replaces the constants when it is first on a class path; empty when there were none
     */
    public static Optional<Path> takenFrom(Map<String, String> settings) {
        Properties constants = new Properties();
        try (Reader in = Files.newBufferedReader(SHIPPED)) {
            constants.load(in);
            if (constants.stringPropertyNames().stream().noneMatch(settings::containsKey)) {
                return Optional.empty();
            }
            constants.replaceAll((key, value) -> settings.containsKey(key) ? settings.remove(key) : value);
            Path folder = Files.createTempDirectory(Path.of("target"), "constants");
            Path file = folder.resolve("routes").resolve("config").resolve("constants.properties");
            Files.createDirectories(file.getParent());
            try (Writer out = Files.newBufferedWriter(file)) {
                constants.store(out, null);
            }
            return Optional.of(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
