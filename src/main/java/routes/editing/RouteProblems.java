package routes.editing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.util.URISupport;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import routes.config.ConfigurationException;
import routes.config.MaskedUri;
import routes.config.Settings;

/** Says what is wrong with edited routes, each in one line: the file with its line, or the setting; then the reason. */
final class RouteProblems {

    private static final String ENDPOINTS = "endpoint.";

    private final Settings settings;
    private final Map<String, RouteDefinition> edited;

    /**
     * @param edited the routes of the route files by id, filled while they are loaded
     */
    RouteProblems(Settings settings, Map<String, RouteDefinition> edited) {
        this.settings = settings;
        this.edited = edited;
    }

    /** A file that is not YAML, or not routes. */
    static ConfigurationException unreadable(String file, Exception e) {
        Optional<MarkedYamlEngineException> marked = find(e, MarkedYamlEngineException.class);
        Optional<Mark> mark = marked.flatMap(MarkedYamlEngineException::getProblemMark);
        String reason = marked.map(MarkedYamlEngineException::getProblem).orElseGet(() -> reason(e));
        return new ConfigurationException(
                file + mark.map(place -> ":" + (place.getLine() + 1)).orElse("") + ": " + reason);
    }

    /** Where a route of a file begins: {@code FILE:LINE}. */
    static String place(RouteDefinition route) {
        return at(route, route.getLineNumber());
    }

    /**
     * The exception to throw in the place of one that building the routes has thrown.
     *
     * @return a {@link ConfigurationException} when an edit is its cause; otherwise the exception itself
     */
    Exception explained(Exception e) {
        Optional<ConfigurationException> told = find(e, ConfigurationException.class);
        if (told.isPresent()) {
            return told.get();
        }
        Optional<Mark> mark =
                find(e, MarkedYamlEngineException.class).flatMap(MarkedYamlEngineException::getProblemMark);
        if (mark.isPresent()) {
            return unreadable(withoutScheme(mark.get().getName()), e);
        }
        if (find(e, YamlEngineException.class).isPresent()) {
            return new ConfigurationException(reason(e));
        }
        Optional<PropertyBindingException> option =
                find(e, PropertyBindingException.class).filter(binding -> binding.getOptionKey() != null);
        if (option.isPresent()) {
            return new ConfigurationException(optionKey(option.get()) + ": " + reason(e));
        }
        Optional<String> id = find(e, FailedToCreateRouteException.class)
                .map(FailedToCreateRouteException::getRouteId)
                .or(() -> find(e, FailedToStartRouteException.class).map(FailedToStartRouteException::getRouteId));
        Optional<RouteDefinition> route = id.map(edited::get);
        if (route.isPresent()) {
            return new ConfigurationException(
                    at(route.get(), failingLine(route.get(), e)) + ": route " + id.get() + ": " + reason(e));
        }
        return id.flatMap(any -> failingEndpoint(e))
                .<Exception>map(key -> Settings.problem(key, reason(e)))
                .orElse(e);
    }

    /**
     * Refuses what Camel only finds out when the first message gets there.
     *
     * @throws ConfigurationException with a line for each {@code direct:} endpoint that no route consumes from, each endpoint that two routes
     *     cannot consume from, and each error handling that does not exist
     */
    void refuseLooseEnds(CamelContext camel) {
        List<RouteDefinition> routes = ((ModelCamelContext) camel).getRouteDefinitions();
        Set<String> problems = new TreeSet<>();
        Map<String, RouteDefinition> consumed = new HashMap<>();
        for (RouteDefinition route : routes) {
            String uri = normalized(camel, route.getInput().getEndpointUri());
            RouteDefinition other = consumed.putIfAbsent(uri, route);
            Endpoint endpoint = camel.hasEndpoint(uri);
            if (other != null && !isShared(endpoint)) {
                RouteDefinition culprit = isEdited(route) ? route : other;
                problems.add((isEdited(culprit) ? place(culprit) + ": " : "") + "route " + culprit.getId() + ": route "
                        + (culprit == route ? other : route).getId() + " consumes from the same endpoint, "
                        + endpoint);
            }
        }
        for (Endpoint endpoint : camel.getEndpoints()) {
            if (endpoint instanceof DirectEndpoint && !consumed.containsKey(endpoint.getEndpointUri())) {
                problems.add(callerOf(camel, routes, endpoint.getEndpointUri()) + "no route consumes from "
                        + endpoint.getEndpointUri());
            }
        }
        Set<String> configurations = new HashSet<>();
        for (RouteConfigurationDefinition known : ((ModelCamelContext) camel).getRouteConfigurationDefinitions()) {
            configurations.add(known.getId());
        }
        edited.forEach((id, route) -> {
            String wanted = route.getRouteConfigurationId();
            if (wanted != null && !configurations.contains(wanted)) {
                problems.add(place(route) + ": route " + id + ": no route configuration has the id " + wanted);
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigurationException(new ArrayList<>(problems));
        }
    }

    private String callerOf(CamelContext camel, List<RouteDefinition> routes, String uri) {
        for (RouteDefinition route : routes) {
            for (SendDefinition<?> send : sends(route)) {
                if (uri.equals(normalized(camel, send.getEndpointUri()))) {
                    String place = isEdited(route) ? at(route, send.getLineNumber()) + ": " : "";
                    return place + "route " + route.getId() + ": ";
                }
            }
        }
        return "";
    }

    private static boolean isShared(Endpoint endpoint) {
        return endpoint instanceof MultipleConsumersSupport support && support.isMultipleConsumersSupported();
    }

    private boolean isEdited(RouteDefinition route) {
        return edited.get(route.getId()) == route;
    }

    @SuppressWarnings("rawtypes")
    private static List<SendDefinition<?>> sends(RouteDefinition route) {
        List<SendDefinition<?>> sends = new ArrayList<>();
        for (SendDefinition send :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)) {
            sends.add(send);
        }
        return sends;
    }

    /** The line of the step that Camel could not build; that of the route when it does not say. */
    private static int failingLine(RouteDefinition route, Exception e) {
        String message = find(e, FailedToCreateRouteException.class)
                .map(Throwable::getMessage)
                .orElse("");
        int line = route.getLineNumber();
        for (ProcessorDefinition<?> step : steps(route)) {
            if (step.getLineNumber() > 0 && message.contains(">>> " + step + " <<<")) {
                line = step.getLineNumber();
            }
        }
        return line;
    }

    @SuppressWarnings("rawtypes")
    private static List<ProcessorDefinition<?>> steps(RouteDefinition route) {
        List<ProcessorDefinition<?>> steps = new ArrayList<>();
        for (ProcessorDefinition step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            steps.add(step);
        }
        return steps;
    }

    /** The setting that holds the endpoint which could not be made. */
    private Optional<String> failingEndpoint(Exception e) {
        String message = chain(e).stream()
                .filter(cause -> cause instanceof ResolveEndpointFailedException
                        || cause instanceof NoSuchEndpointException
                        || cause instanceof FailedToCreateRouteException)
                .map(Throwable::getMessage)
                .reduce("", String::concat);
        return settings.all().keySet().stream()
                .filter(key -> key.startsWith(ENDPOINTS))
                .filter(key -> message.contains("{{" + key + "}}"))
                .findFirst();
    }

    private static String normalized(CamelContext camel, String uri) {
        try {
            return URISupport.normalizeUri(camel.resolvePropertyPlaceholders(uri));
        } catch (Exception e) {
            return uri;
        }
    }

    private static String optionKey(PropertyBindingException e) {
        return (e.getOptionPrefix() == null ? "" : e.getOptionPrefix() + ".") + e.getOptionKey();
    }

    private static String at(RouteDefinition route, int line) {
        return withoutScheme(route.getResource().getLocation()) + (line > 0 ? ":" + line : "");
    }

    private static String withoutScheme(String location) {
        return location.replaceFirst("^file:", "");
    }

    /** The first line of the innermost message, without what may be secret in a URI. */
    private static String reason(Throwable e) {
        List<Throwable> chain = chain(e);
        Throwable root = chain.get(chain.size() - 1);
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return MaskedUri.inText(message.lines().findFirst().orElse("").strip());
    }

    private static <T extends Throwable> Optional<T> find(Throwable e, Class<T> type) {
        return chain(e).stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> chain(Throwable e) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = e; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
