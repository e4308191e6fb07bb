package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries of the packaged jar, beside the published holes that the repository knows of. */
class ShippedLibrariesIT {

    private static final Path ADVISORIES = Path.of(".ci/advisories.csv");
    private static final Path LIBRARIES = Path.of("target/lib");
    private static final Path JAR = Path.of("target/s3-migration-routes.jar");
    /** Maven makes none when it is offline. */
    private static final Path BILL = Path.of("target/bom.json");

    /** A library with its version. */
    private record Library(String group, String name, String version) {

        String file() {
            return name + "-" + version + ".jar";
        }
    }

    /** A hole of a package, all of a group where its name is a star. */
    private record Advisory(String group, String name, String fixed, String id, boolean isHarmless) {

        static Advisory of(NamedCsvRecord line) {
            String[] names = line.getField("package").split(":");
            return new Advisory(
                    names[0],
                    names[1],
                    line.getField("fixed"),
                    line.getField("advisory"),
                    !line.getField("harmless").isBlank());
        }

        boolean speaksOf(Library library) {
            return library.group().equals(group)
                    && (name.equals("*") || library.name().equals(name));
        }

        boolean isOpen(Library library) {
            return Version.parse(library.version()).compareTo(Version.parse(fixed)) < 0;
        }
    }

    private static List<Advisory> advisories() throws IOException {
        try (CsvReader<NamedCsvRecord> lines =
                CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(ADVISORIES)) {
            return lines.stream().map(Advisory::of).toList();
        }
    }

    private static List<Library> bill() throws IOException {
        assumeThat(BILL).exists();
        return new ObjectMapper()
                .readTree(BILL.toFile()).get("components").findParents("purl").stream()
                        .map(component -> new Library(
                                component.path("group").asText(),
                                component.path("name").asText(),
                                component.path("version").asText()))
                        .toList();
    }

    private static Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void should_be_the_libraries_of_the_bill_when_the_jar_is_started() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.getManifest()
                            .getMainAttributes()
                            .getValue(Attributes.Name.CLASS_PATH)
                            .split(" "))
                    .containsExactlyInAnyOrderElementsOf(
                            files().stream().map(file -> "lib/" + file).toList());
        }
        assertThat(files())
                .containsExactlyInAnyOrderElementsOf(
                        bill().stream().map(Library::file).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void should_have_no_known_hole_when_it_is_shipped() throws IOException {
        List<Library> shipped = bill();

        assertThat(advisories()).isNotEmpty().allSatisfy(advisory -> {
            List<Library> concerned =
                    shipped.stream().filter(advisory::speaksOf).toList();
            assertThat(concerned)
                    .as("libraries that " + advisory + " speaks of")
                    .isNotEmpty();
            if (advisory.isHarmless()) {
                assertThat(concerned)
                        .as("no longer open, so that no reason is needed: " + advisory)
                        .anyMatch(advisory::isOpen);
            } else {
                assertThat(concerned).as("open: " + advisory).noneMatch(advisory::isOpen);
            }
        });
    }
}
