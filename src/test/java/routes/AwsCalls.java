package routes;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The calls of the program to AWS, as terraform/aws-calls.json has them: by what they are asked of, with the actions that each takes there (Service
 * Authorization Reference, "Actions, resources, and condition keys for Amazon S3").
 */
final class AwsCalls {

    private static final Path LIST = Path.of("terraform/aws-calls.json");

    private AwsCalls() {}

    private static Map<String, Map<String, List<String>>> read() throws IOException {
        return new ObjectMapper().readValue(LIST.toFile(), new TypeReference<>() {});
    }

    /** All calls, such as {@code CopyObject}. */
    static Set<String> all() throws IOException {
        Set<String> calls = new TreeSet<>();
        read().values().forEach(some -> calls.addAll(some.keySet()));
        return calls;
    }

    /** The actions that the calls take there, such as {@code s3:GetObject}. */
    static Set<String> actions(String... places) throws IOException {
        Set<String> actions = new TreeSet<>();
        Map<String, Map<String, List<String>>> list = read();
        for (String place : places) {
            list.get(place).values().forEach(actions::addAll);
        }
        return actions;
    }
}
