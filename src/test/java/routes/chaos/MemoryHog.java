package routes.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Loaded into a process of the program, it takes all memory there is, and gives none back. */
public final class MemoryHog {

    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 16;
    private static final long PAUSE_MILLIS = 1;

    /** What it holds, and what it held before. */
    private record Piece(byte[] bytes, Object before) {}

    private MemoryHog() {}

    /** The jar that names this class, which is on the class path of whom it is loaded into. */
    static Path agent(Path folder) throws IOException {
        Path jar = folder.resolve("memory-hog.jar");
        if (!Files.exists(jar)) {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().putValue("Agent-Class", MemoryHog.class.getName());
            new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        }
        return jar;
    }

    /** Called by the JVM. */
    public static void agentmain(String arguments) {
        Thread thread = new Thread(MemoryHog::hog, "memory-hog");
        thread.setDaemon(true);
        thread.start();
    }

    private static void hog() {
        Object held = "";
        for (int size = LARGEST; ; ) {
            try {
                held = new Piece(new byte[size], held);
            } catch (OutOfMemoryError e) {
                size = Math.max(SMALLEST, size / 2);
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }
    }
}
