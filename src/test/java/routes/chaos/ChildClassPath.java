package routes.chaos;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import routes.testing.Constants;

/**
 * The class path of processes that are started over and over, all of jars, so that the JVM can take their classes from an archive: to load them
 * anew costs more than the work of a small migration.
 */
final class ChildClassPath {

    /** By the constants that a process has, which come first on its class path. */
    private static final Map<String, Path> CONSTANTS = new ConcurrentHashMap<>();

    private static final String CLASSES = classes();

    private ChildClassPath() {}

    /**
     * The class path of a process.
     *
     * @param settings by property key; left with what the environment can set
     */
    static String of(Map<String, String> settings) throws IOException {
        Optional<Path> constants = Constants.takenFrom(settings);
        if (constants.isEmpty()) {
            return CLASSES;
        }
        String content;
        try (Stream<Path> files = Files.walk(constants.get())) {
            // without the time of day
            content = files.filter(Files::isRegularFile)
                    .flatMap(ChildClassPath::lines)
                    .filter(line -> !line.startsWith("#"))
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
        return CONSTANTS.computeIfAbsent(content, key -> jar(constants.get())) + File.pathSeparator + CLASSES;
    }

    /** The archive that belongs to a class path, whether it is there or not. */
    static Path archive(String classPath) {
        return Path.of(classPath.substring(0, classPath.indexOf(File.pathSeparatorChar)) + ".jsa");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classes() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!Files.exists(Path.of(entry))) {
                continue;
            }
            entries.add(Files.isDirectory(Path.of(entry)) ? jar(Path.of(entry)).toString() : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Path jar(Path folder) {
        try {
            Path jar = Files.createTempFile(Files.createDirectories(Path.of("target", "children")), "classes", ".jar")
                    .toAbsolutePath();
            jar.toFile().deleteOnExit();
            archive(jar + File.pathSeparator).toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(jar);
                    ZipOutputStream zip = new ZipOutputStream(out);
                    Stream<Path> files = Files.walk(folder)) {
                zip.setLevel(0);
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    zip.putNextEntry(
                            new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
