package routes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A test's way through the blocks that it {@link Walks}: all commands of a block are run, and print what the document shows. */
public final class Walk {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Map<String, Document.Block> left = new LinkedHashMap<>();
    private final Shell shell;

    /** Runs a line of a document. */
    public interface Shell {
        /** What it prints. */
        String run(String line) throws Exception;
    }

    /** What is done before a command of a block. */
    public interface Step {
        void run() throws Exception;
    }

    public Walk(Method test, Shell shell) {
        this.shell = shell;
        for (String name : test.getAnnotation(Walks.class).value()) {
            left.put(
                    name,
                    Document.blocks(name.replaceFirst("#.*", "")).stream()
                            .filter(block -> block.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no document has " + name)));
        }
    }

    /**
     * Runs the commands of a block.
     *
     * @param before what happens before the first one, the second one, and so on
     */
    public void commands(String name, Step... before) throws Exception {
        List<Document.Command> commands = block(name).commands();
        assertThat(commands).as(name).isNotEmpty();
        for (int i = 0; i < commands.size(); i++) {
            if (i < before.length) {
                before[i].run();
            }
            Document.Command command = commands.get(i);
            if (command.line().endsWith(" status") && !command.output().isEmpty()) {
                look(name, command);
            } else {
                run(name, command);
            }
        }
    }

    /** Runs what only shows, until it shows what the document does; fails with what came nearest. */
    private void look(String name, Document.Command command) {
        Map<Integer, AssertionError> nearest = new TreeMap<>();
        try {
            Awaitility.await().atMost(LIMIT).until(() -> {
                List<String> printed = shell.run(command.line()).lines().toList();
                nearest.putIfAbsent(
                        odd(command.output(), printed).size(),
                        failure(name + ": " + command.line(), command.output(), printed));
                return Shape.matches(command.output(), printed);
            });
        } catch (ConditionTimeoutException e) {
            throw nearest.values().iterator().next();
        }
    }

    private void run(String name, Document.Command command) throws Exception {
        List<String> printed = shell.run(command.line()).lines().toList();
        if (!command.output().isEmpty()) {
            assertShown(
                    name + ": " + command.line(), command.output(), printed, Shape.matches(command.output(), printed));
        }
    }

    /** Looks for what a block shows in what was printed. */
    public void shows(String name, List<String> printed) {
        List<String> shown = block(name).lines();
        assertShown(name, shown, printed, Shape.isPartOf(shown, printed));
    }

    private static void assertShown(String name, List<String> shown, List<String> printed, boolean matches) {
        if (!matches) {
            throw failure(name, shown, printed);
        }
    }

    private static AssertionError failure(String name, List<String> shown, List<String> printed) {
        return new AssertionError("%s\n--- the document shows\n%s\n--- this was printed\n%s\n--- nowhere there: %s"
                .formatted(name, String.join("\n", shown), String.join("\n", printed), odd(shown, printed)));
    }

    /** What a document shows and is not printed. */
    private static List<String> odd(List<String> shown, List<String> printed) {
        List<String> odd = new ArrayList<>(Shape.of(shown));
        odd.removeAll(Shape.of(printed));
        return odd;
    }

    /** A block that the test itself looks at. */
    public Document.Block block(String name) {
        Document.Block block = left.remove(name);
        assertThat(block).as("is declared, and walked once: " + name).isNotNull();
        return block;
    }

    /** Fails when something is declared and was not walked. */
    public void end() {
        assertThat(left.keySet()).isEmpty();
    }

    /** The blocks that the tests of some classes declare. */
    public static Stream<String> declared(Class<?>... tests) {
        return Stream.of(tests)
                .flatMap(test -> Stream.of(test.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Walks.class))
                .flatMap(method -> Stream.of(method.getAnnotation(Walks.class).value()));
    }
}
