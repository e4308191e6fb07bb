package routes;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of the packages, which is that of a row's way: none uses a later one. */
class PackagesTest {

    private static final List<String> ORDER = List.of(
            "config",
            "sort",
            "table",
            "throttle",
            "fault",
            "window",
            "ledger",
            "queue",
            "scan",
            "copy",
            "apply",
            "pace",
            "redisstream",
            "template",
            "s3",
            "status",
            "process",
            "verify",
            "resync",
            "connect",
            "plan",
            "cli",
            "finish",
            "editing",
            "run",
            "",
            "embedded",
            "emulation");

    private static final Path SOURCES = Path.of("src", "main", "java", "routes");

    /** Lines of a class from which it says in its first comment why it is one. */
    private static final int LONG = 250;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("routes");

    static List<String> packages() {
        return ORDER.subList(0, ORDER.size() - 1);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void should_use_no_later_package_when_a_class_is_of_an_earlier_one(String stage) {
        String[] later = ORDER.subList(ORDER.indexOf(stage) + 1, ORDER.size()).stream()
                .map(PackagesTest::name)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(name(stage))
                .should()
                .dependOnClassesThat(resideInAnyPackage(later))
                .check(CLASSES);
    }

    @Test
    void should_go_in_no_circle_when_packages_use_each_other() {
        slices().matching("routes.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void should_use_nothing_of_the_program_when_the_component_could_be_another_s() {
        classes()
                .that()
                .resideInAPackage(name("redisstream"))
                .should()
                .onlyDependOnClassesThat(describe(
                        "are of the component or of libraries",
                        type -> !type.getPackageName().startsWith("routes")
                                || type.getPackageName().equals(name("redisstream"))))
                .check(CLASSES);
    }

    @Test
    void should_stand_in_the_order_and_say_what_it_is_for_when_there_is_a_package() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> folders = Files.list(SOURCES)) {
            folders.filter(Files::isDirectory)
                    .forEach(folder -> found.add(folder.getFileName().toString()));
        }
        Set<String> ordered = new TreeSet<>(ORDER);
        ordered.remove("");

        assertThat(found).isEqualTo(ordered);
        assertThat(found).allSatisfy(stage -> assertThat(SOURCES.resolve(stage).resolve("package-info.java"))
                .content()
                .startsWith("/**"));
    }

    @Test
    void should_be_short_when_a_class_gives_no_reason_to_be_long() throws IOException {
        List<String> tooLong = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("package-info.java"))
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                lengths.add(lines.size());
                if (lines.size() > LONG && !Files.readString(file).contains("One class because")) {
                    tooLong.add(file + ": " + lines.size() + " lines");
                }
            }
        }
        lengths.sort(null);

        assertThat(tooLong).isEmpty();
        assertThat(lengths.get(lengths.size() / 2)).as("median of the lines").isLessThanOrEqualTo(70);
    }

    private static String name(String stage) {
        return stage.isEmpty() ? "routes" : "routes." + stage;
    }
}
