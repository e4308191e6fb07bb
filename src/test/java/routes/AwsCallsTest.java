package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The permissions of the roles are made of the list of calls: it has every call that the program makes, and no other. */
class AwsCallsTest {

    /** Not in the jar. */
    private static final ImportOption SHIPPED =
            location -> !location.contains("/routes/embedded/") && !location.contains("/routes/emulation/");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(SHIPPED)
            .importPackages("routes");

    /** What the clients can ask, in the words of AWS. */
    private static Set<String> operations() {
        return Stream.of(S3Client.class, EcsClient.class)
                .flatMap(client -> Stream.of(client.getMethods()))
                .filter(method -> method.getReturnType().getSimpleName().endsWith("Response")
                        || method.getName().equals("getObject"))
                .map(method -> capitalized(method.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String capitalized(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    @Test
    void should_list_every_call_to_aws_and_no_other_when_permissions_are_made_of_the_list() throws IOException {
        Set<String> calls = CLASSES.stream()
                .flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
                .map(JavaAccess::getTarget)
                .filter(target -> target.getOwner().isAssignableTo(SdkClient.class))
                .map(target -> capitalized(target.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
        calls.retainAll(operations());

        assertThat(calls).isEqualTo(AwsCalls.all());
    }
}
