package routes.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import routes.MeterCatalogue;

/** The dashboard and the alerts that are shipped name only meters that exist, and all that matter. */
class DashboardTest {

    private static final Path DASHBOARD = Path.of("deploy", "observability", "dashboard.json");
    private static final Path ALERTS = Path.of("deploy", "observability", "alerts.yaml");
    private static final Pattern METER = Pattern.compile("\\b(?:migration|jvm|process)_[a-z0-9_]+");

    private static Set<String> existing() {
        try (MeterCatalogue catalogue = new MeterCatalogue()) {
            return catalogue
                    .scrape()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[ {].*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> named(List<String> expressions) {
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            Matcher matcher = METER.matcher(expression);
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    private static List<String> dashboard() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> expressions = new ArrayList<>(dashboard.findValuesAsText("expr"));
        dashboard.at("/templating/list").forEach(variable -> expressions.add(variable.path("query").asText()));
        return expressions;
    }

    private static List<String> alerts() throws IOException {
        try (InputStream in = Files.newInputStream(ALERTS)) {
            Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            List<String> expressions = new ArrayList<>();
            for (Object group : (List<?>) file.get("groups")) {
                for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                    expressions.add(((Map<?, ?>) rule).get("expr").toString());
                    assertThat(((Map<?, ?>) rule).get("annotations")).as("what to do").isNotNull();
                }
            }
            return expressions;
        }
    }

    @Test
    void should_name_only_meters_that_exist_when_the_dashboard_draws() throws Exception {
        assertThat(named(dashboard())).hasSizeGreaterThan(20);
        assertThat(existing()).containsAll(named(dashboard()));
    }

    @Test
    void should_name_only_meters_that_exist_when_an_alert_fires() throws Exception {
        assertThat(alerts()).hasSizeGreaterThan(5);
        assertThat(existing()).containsAll(named(alerts()));
    }

    @Test
    void should_draw_every_meter_of_the_migration_when_there_is_one() throws Exception {
        String drawn = String.join("\n", named(dashboard()));
        assertThat(existing().stream().filter(name -> name.startsWith("migration_")))
                .filteredOn(name -> !name.endsWith("_max"))
                .allSatisfy(name -> assertThat(drawn).contains(name.replaceFirst("_(bucket|sum|count)$", "")));
    }
}
