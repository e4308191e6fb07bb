package routes.status;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The files of the status page, all of which are in the class path. */
public final class WebFiles {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private final Map<String, WebFile> files = new HashMap<>();

    /** A file and what it is. */
    @SuppressWarnings("ArrayRecordComponent")
    public record WebFile(String type, byte[] content) {}

    public WebFiles() {
        String uplot = "/META-INF/resources/webjars/uplot/" + version("uplot") + "/dist/";
        files.put("index.html", read(HTML, "/web/index.html"));
        files.put("status.css", read(CSS, "/web/status.css"));
        files.put("status.js", read(SCRIPT, "/web/status.js"));
        files.put("uPlot.min.css", read(CSS, uplot + "uPlot.min.css"));
        files.put("uPlot.iife.min.js", read(SCRIPT, uplot + "uPlot.iife.min.js"));
    }

    /**
     * A file by its name.
     *
     * @throws HttpRefusal 404 when there is none
     */
    public WebFile file(String name) throws HttpRefusal {
        WebFile file = files.get(name);
        if (file == null) {
            throw new HttpRefusal(404, "There is no such page.");
        }
        return file;
    }

    private static String version(String artifact) {
        Properties properties = new Properties();
        String name = "/META-INF/maven/org.webjars.npm/" + artifact + "/pom.properties";
        try (InputStream in = WebFiles.class.getResourceAsStream(name)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
        return properties.getProperty("version");
    }

    private static WebFile read(String type, String resource) {
        try (InputStream in = WebFiles.class.getResourceAsStream(resource)) {
            return new WebFile(type, in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }
}
