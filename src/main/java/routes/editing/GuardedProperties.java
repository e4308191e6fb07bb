package routes.editing;

import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesFunction;
import routes.config.ConfigurationException;
import routes.config.Settings;

/**
 * Has Camel resolve no placeholder that has the name of a secret. Leaving the secrets out of what Camel is given is not enough: it looks up a
 * name among the environment variables, the system properties and the program's own resources too.
 */
final class GuardedProperties extends MainListenerSupport {

    /** Before Camel resolves the first one. */
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        PropertiesComponent properties =
                (PropertiesComponent) main.getCamelContext().getPropertiesComponent();
        properties.setPropertiesParser(new DefaultPropertiesParser(properties) {
            /** Called for each name that is looked up, wherever the value has come from. */
            @Override
            public String parseProperty(String key, String value, PropertiesLookup sources) {
                refuse(key);
                return super.parseProperty(key, value, sources);
            }
        });
        for (String source : new String[] {"env", "sys"}) {
            properties.addPropertiesFunction(new Guarded(properties.getPropertiesFunction(source)));
        }
    }

    private static void refuse(String name) {
        if (Settings.isKeptFromRoutes(name)) {
            throw new ConfigurationException("a route " + SecretReferences.words(name));
        }
    }

    /** A source that is asked by its name, as in {@code {{env:X}}}. */
    private record Guarded(PropertiesFunction source) implements PropertiesFunction {

        @Override
        public String getName() {
            return source.getName();
        }

        @Override
        public String apply(String remainder) {
            refuse(remainder.replaceFirst("^\\?", "").replaceFirst(":.*", ""));
            return source.apply(remainder);
        }

        @Override
        public boolean lookupFirst(String remainder) {
            return source.lookupFirst(remainder);
        }

        @Override
        public boolean optional(String remainder) {
            return source.optional(remainder);
        }
    }
}
