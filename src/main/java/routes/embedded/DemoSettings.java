package routes.embedded;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;

/** The file of the settings with which another process finds the servers of the demo. */
final class DemoSettings {

    private DemoSettings() {}

    /** Writes it, for its owner alone: passwords are in it. */
    static void write(Map<String, String> settings, Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "The servers of mvn camel:run, while they are up.");
        }
    }
}
