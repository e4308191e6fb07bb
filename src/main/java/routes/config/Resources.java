package routes.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The statements, scripts and files that lie beside the classes that use them, under the same path in the resources. */
public final class Resources {

    private Resources() {}

    /**
     * The text, in UTF-8, of the resource that lies beside a class.
     *
     * @param name such as {@code enqueue.lua}
     * @throws UncheckedIOException when there is none, which is a fault of the build
     */
    public static String text(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(beside.getPackageName() + ": " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
