package routes.editing;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.ConfigurationException;
import routes.config.Event;
import routes.config.Role;
import routes.config.Settings;

/**
 * The YAML files of the folder {@code routes} beside the external file of settings: routes that an operator adds, or puts in the place of built-in ones, without a rebuild.
 *
 * <p>A route takes the place of the built-in one with the same id. The beginning of its id says which processes load it: {@code producer-} and
 * {@code finalizer-} those that produce, {@code consumer-} those that consume; every other id is loaded by all.
 */
public final class RouteFiles extends MainListenerSupport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final String FOLDER = "routes.folder";

    private final Settings settings;
    private final Role role;
    private final Map<RouteBuilder, Path> builders = new LinkedHashMap<>();
    private final Map<String, RouteDefinition> routes = new LinkedHashMap<>();

    public RouteFiles(Settings settings, Role role) {
        this.settings = settings;
        this.role = role;
    }

    /**
     * Builds every route, built-in ones too, and starts none: endpoints, their options and beans are looked up, nothing is consumed or sent.
     *
     * @throws ConfigurationException when a route file, or an edited setting of the routes, cannot be used
     */
    public void build(Main main) throws Exception {
        new SecretReferences(settings).refuse(settings.forRoutes());
        main.addMainListener(new GuardedProperties());
        main.addMainListener(this);
        main.configure().withSourceLocationEnabled(true);
        RouteProblems problems = new RouteProblems(settings, routes);
        try {
            main.init();
            refuseEmptyFiles();
            CamelContext camel = main.getCamelContext();
            camel.init();
            problems.refuseLooseEnds(camel);
        } catch (Exception e) {
            main.stop();
            throw problems.explained(e);
        }
    }

    /** Reads the files when Camel is there and no route is yet: the files' routes come first, so that they are known when the built-in ones come. */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        ModelCamelContext camel = (ModelCamelContext) main.getCamelContext();
        SecretReferences secrets = new SecretReferences(settings);
        List<Path> files = files();
        tell(files);
        for (Path file : files) {
            read(camel, file).forEach(builder -> builders.put(builder, file));
            secrets.refuse(file);
        }
        main.configure().getRoutesBuilders().addAll(0, builders.keySet());
        camel.setRouteFilter(this::isWanted);
    }

    /** Says which files are read: they are looked for in the folder that the program is started in, and not read in silence elsewhere. */
    private void tell(List<Path> files) {
        Path folder = Path.of(settings.text(FOLDER)).toAbsolutePath();
        String file = settings.text("config.location");
        Event.FILES.info(
                LOG,
                "settings: {}; route files: {}",
                value(
                        "settings",
                        file.isEmpty()
                                ? "the environment's, there is no " + folder.resolveSibling("application.properties")
                                : Path.of(file).toAbsolutePath().toString()),
                value("routeFiles", files.isEmpty() ? "none in " + folder : files.toString()));
    }

    private List<Path> files() {
        Path folder = Path.of(settings.text(FOLDER));
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConfigurationException("the folder of route files cannot be read: " + folder);
        }
    }

    private static List<RouteBuilder> read(CamelContext camel, Path file) {
        try {
            return PluginHelper.getRoutesLoader(camel)
                    .findRoutesBuilders(List.of(ResourceHelper.resolveMandatoryResource(camel, "file:" + file)))
                    .stream()
                    .map(RouteFiles::asRouteBuilder)
                    .toList();
        } catch (Exception e) {
            throw RouteProblems.unreadable(file.toString(), e);
        }
    }

    /** Whether a route belongs into this process; asked once for each, before it is built. */
    private boolean isWanted(RouteDefinition route) {
        if (route.getResource() != null && isEdited(route.getResource().getLocation())) {
            add(route);
            return isOfRole(route.getId());
        }
        RouteDefinition replacement = routes.get(route.getId());
        if (replacement != null) {
            Event.ROUTE.info(
                    LOG,
                    "route {}: replaced by that of {}",
                    value("route", route.getId()),
                    value("file", RouteProblems.place(replacement)));
        }
        return replacement == null;
    }

    private boolean isEdited(String location) {
        return builders.values().stream().anyMatch(file -> location.equals("file:" + file));
    }

    private void add(RouteDefinition route) {
        if (!route.hasCustomIdAssigned()) {
            throw new ConfigurationException(RouteProblems.place(route) + ": a route needs an id, under \"- route:\"");
        }
        RouteDefinition other = routes.putIfAbsent(route.getId(), route);
        if (other != null && other != route) {
            throw new ConfigurationException(RouteProblems.place(route) + ": route " + route.getId()
                    + ": the id is used twice, first at " + RouteProblems.place(other));
        }
        Event.ROUTE.info(
                LOG,
                "route {}: read from {}",
                value("route", route.getId()),
                value("file", RouteProblems.place(route)));
    }

    private void refuseEmptyFiles() {
        Set<Path> empty = new TreeSet<>(builders.values());
        builders.forEach((builder, file) -> {
            if (!builder.getRouteCollection().getRoutes().isEmpty() || hasConfigurations(builder)) {
                empty.remove(file);
            }
        });
        if (!empty.isEmpty()) {
            throw new ConfigurationException(empty.stream()
                    .map(file -> file
                            + ": holds no route: a route file is a list, and a route in it begins with \"- route:\"")
                    .toList());
        }
    }

    private boolean isOfRole(String id) {
        if (id.startsWith("consumer-")) {
            return role.consumes();
        }
        return role.produces() || !(id.startsWith("producer-") || id.startsWith("finalizer-"));
    }

    private static RouteBuilder asRouteBuilder(RoutesBuilder builder) {
        return (RouteBuilder) builder;
    }

    private static boolean hasConfigurations(RouteBuilder builder) {
        return builder instanceof RouteConfigurationBuilder configurations
                && !configurations
                        .getRouteConfigurationCollection()
                        .getRouteConfigurations()
                        .isEmpty();
    }
}
