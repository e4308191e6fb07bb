package routes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import routes.config.Settings;

/** The variables that a document has its reader set, with servers of the tests where it makes up some. */
public final class Variables {

    /** What a document need not name: the servers of the tests are not where such servers usually are. */
    private static final Set<String> UNSAID = Set.of(
            "database.port",
            "redis.port",
            "aws.endpoint.url.s3",
            "aws.endpoint.url.ecs",
            "aws.access.key.id",
            "aws.secret.access.key");

    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Map<String, String> servers;

    /**
     * @param servers settings by property key
     */
    public Variables(Map<String, String> servers) {
        this.servers = servers;
    }

    /** Obeys {@code export} and {@code unset}; false for other lines. */
    public boolean obey(String line) {
        List<String> words = List.of(line.replaceFirst(" +# .*", "").split(" +"));
        if (words.get(0).equals("export")) {
            words.stream().skip(1).map(word -> word.split("=", 2)).forEach(pair -> variables.put(pair[0], pair[1]));
            return true;
        }
        variables.keySet().removeAll(words.get(0).equals("unset") ? words : List.of());
        return words.get(0).equals("unset");
    }

    /**
     * The settings of a command.
     *
     * @param options the {@code -Dkey=value} among its words
     */
    public Settings settings(String... options) {
        Map<String, String> system = new HashMap<>();
        Arrays.stream(options)
                .filter(option -> option.startsWith("-D"))
                .map(option -> option.substring(2).split("=", 2))
                .forEach(pair -> system.put(pair[0], pair[1]));
        Settings settings = Settings.load(system::get, variables::get);
        assertThat(variables.keySet())
                .as("variables that somebody reads")
                .allMatch(variable ->
                        settings.all().keySet().stream().map(Settings::variable).anyMatch(variable::equals));
        Map<String, String> real = new HashMap<>(servers);
        real.keySet()
                .removeIf(key -> servers.containsKey(key)
                        && !UNSAID.contains(key)
                        && settings.all().containsKey(key)
                        && settings.text(key).isEmpty());
        return settings.with(real);
    }
}
