package routes.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Unpacks server binaries from the class path once, for later starts too. */
final class Binaries {

    private Binaries() {}

    /**
     * Unpacks a folder of a jar.
     *
     * @param cache the directory that keeps unpacked folders
     * @param name the name of the folder in the cache, with the version in it
     * @param program the class path location of an executable in the folder to unpack
     * @param root the class path location of the folder to unpack; empty for the root of the jar
     * @param wanted which files to unpack, by their path under the root
     * @return the unpacked folder, always whole: it appears under its name in one step, when it is complete
     */
    static Path unpack(Path cache, String name, String program, String root, Predicate<String> wanted)
            throws IOException {
        Path unpacked = cache.resolve(name);
        if (Files.isDirectory(unpacked)) {
            return unpacked;
        }
        synchronized (Binaries.class) { // a file lock keeps out other processes only, and fails within this one
            try (FileChannel channel = FileChannel.open(
                    cache.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                if (!Files.isDirectory(unpacked)) {
                    Path part = cache.resolve(name + ".part");
                    DirectoryTree.delete(part);
                    extract(program, root, wanted, part);
                    Files.move(part, unpacked, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        return unpacked;
    }

    private static void extract(String program, String root, Predicate<String> wanted, Path target) throws IOException {
        URL url = Binaries.class.getClassLoader().getResource(program);
        if (url == null) {
            throw new FileNotFoundException(
                    program + " is not on the class path: the embedded environment has no server" + " for "
                            + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        JarURLConnection connection = (JarURLConnection) url.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.isDirectory() || !entry.getName().startsWith(root)) {
                    continue;
                }
                String path = entry.getName().substring(root.length());
                if (!wanted.test(path)) {
                    continue;
                }
                Path file = target.resolve(path);
                Files.createDirectories(file.getParent());
                boolean isProgram = entry.getName().equals(program);
                try (InputStream content = jar.getInputStream(entry);
                        OutputStream copy = Files.newOutputStream(file)) {
                    if (isProgram) {
                        Elf.copyLoaded(content, copy);
                    } else {
                        content.transferTo(copy);
                    }
                }
                if (isProgram) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
}
