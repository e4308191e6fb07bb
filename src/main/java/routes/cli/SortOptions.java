package routes.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import routes.config.ConfigurationException;

/** Where and in how much memory a command sorts rows and objects. */
final class SortOptions {

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description = "Where to keep what does not fit into memory, about 150 bytes for each row and object"
                    + " (default: the system's folder for temporary files).")
    private Path directory;

    /**
     * The folder.
     *
     * @throws ConfigurationException when there is none
     */
    Path directory() {
        if (directory != null && !Files.isDirectory(directory)) {
            throw new ConfigurationException("--directory names no folder: " + directory);
        }
        return directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
    }
}
