package routes.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.EmbeddedRedis;

/** What the figures were measured on. */
final class Machine {

    private static final double GIB = 1 << 20;

    private Machine() {}

    static Map<String, Object> facts(Path java, List<String> options) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("processor", first("/proc/cpuinfo", "model name"));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("GiB", Long.parseLong(first("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / GIB);
        facts.put(
                "load before",
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("java", version(java) + " " + String.join(" ", options));
        facts.put("MariaDB", EmbeddedMariaDb.VERSION);
        facts.put("Redis", EmbeddedRedis.VERSION);
        return facts;
    }

    static String version(Path java) throws IOException {
        Path release = java.toRealPath().resolveSibling("../release").normalize();
        return first(release.toString(), "JAVA_VERSION").replace("\"", "");
    }

    private static String first(String file, String key) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.split("[:=]", 2)[1].strip())
                .findFirst()
                .orElse("?");
    }
}
