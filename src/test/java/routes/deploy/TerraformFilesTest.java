package routes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import routes.config.Settings;

/** terraform/ and what is said of it, as far as neither Terraform's tests nor AWS see it. */
class TerraformFilesTest {

    private static final Path TERRAFORM = Path.of("terraform");
    private static final Path LIMITS = TERRAFORM.resolve("tests/aws_limits.tftest.hcl");

    private static final Pattern RESOURCE = Pattern.compile("(?ms)^resource \"(\\w+)\" \"(\\w+)\" \\{\n(.*?)^\\}$");
    private static final Pattern NAMED = Pattern.compile(
            "(?m)^  (name|description|family|alarm_name|alarm_description|replication_group_id|creation_token|policy_name) +=");

    private static String text(String file) throws IOException {
        return Files.readString(Path.of(file));
    }

    private static String configuration() throws IOException {
        try (Stream<Path> files = Files.list(TERRAFORM)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(path -> path.toString().endsWith(".tf"))
                    .sorted()
                    .toList()) {
                all.append(Files.readString(file)).append('\n');
            }
            return all.toString();
        }
    }

    @Test
    void should_check_the_names_and_descriptions_of_every_resource_when_aws_has_limits_for_them() throws IOException {
        String limits = Files.readString(LIMITS);
        List<String> named = RESOURCE.matcher(configuration())
                .results()
                .filter(resource -> NAMED.matcher(resource.group(3)).find())
                .map(resource -> resource.group(1) + "." + resource.group(2))
                .toList();

        assertThat(named).hasSizeGreaterThan(30).allMatch(limits::contains);
    }

    @Test
    void should_name_only_settings_that_exist_when_a_container_is_defined() throws IOException {
        String containers = text("terraform/ecs.tf");
        Set<String> settings = Settings.load(key -> null, name -> null).all().keySet().stream()
                .map(Settings::variable)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> named = Pattern.compile("(?m)^    ([A-Z][A-Z0-9_]+) += ")
                .matcher(containers)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(15).allMatch(settings::contains);
        assertThat(containers)
                .contains("status_port = "
                        + Settings.load(key -> null, name -> null).text("status.port"));
    }

    @Test
    void should_print_the_grants_when_the_commands_of_step_1_are_run_on_the_example(@TempDir Path folder)
            throws Exception {
        List<String> commands = text("docs/deploy-ecs.md")
                .lines()
                .filter(line -> line.contains("sed -nE") || line.contains("deploy/database-user >"))
                .toList();
        assertThat(commands).hasSize(2);
        Path terraform = Files.createDirectory(folder.resolve("terraform"));
        Files.copy(TERRAFORM.resolve("terraform.tfvars.example"), terraform.resolve("terraform.tfvars"));
        Files.createSymbolicLink(folder.resolve("deploy"), Path.of("deploy").toAbsolutePath());
        ProcessBuilder shell = new ProcessBuilder("bash", "-euc", String.join("\n", commands))
                .directory(terraform.toFile())
                .redirectErrorStream(true);
        shell.environment().put("TF_VAR_DB_PASSWORD", "secret");
        Process process = shell.start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor()).isZero();
        assertThat(terraform.resolve("user.sql"))
                .content()
                .contains("'s3migration'@'%' IDENTIFIED BY 'secret'")
                .contains("UPDATE (`ImagePath`) ON `ImageDataDatabase`.`ImageDataTable`")
                .contains("DROP ON `ImageDataDatabase`.`s3_migration_ledger`");
        assertThat(Files.getPosixFilePermissions(terraform.resolve("user.sql")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    /** Rows of a table in Markdown, under the line that the table begins with. */
    private static List<String[]> table(String document, String heading) {
        int begin = document.indexOf(heading);
        assertThat(begin).as(heading).isNotNegative();
        return document.substring(begin)
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.substring(1).strip().split(" *\\| *"))
                .toList();
    }

    @Test
    void should_give_the_heap_that_java_makes_when_the_memory_of_a_task_is_chosen() throws IOException {
        Matcher share = Pattern.compile("(?m)^-XX:MaxRAMPercentage=(\\d+)$").matcher(text("deploy/java.options"));
        assertThat(share.find()).isTrue();
        List<String[]> sizes = table(text("docs/deploy-ecs.md"), "| Memory of the task, MiB |");

        assertThat(sizes).hasSizeGreaterThan(2).allSatisfy(size -> {
            int memory = Integer.parseInt(size[0].replace(",", ""));
            int heap = memory * Integer.parseInt(share.group(1)) / 100;
            assertThat(size[1]).isEqualTo(String.format(Locale.ROOT, "%,d", heap));
            assertThat(size[2]).isEqualTo(String.format(Locale.ROOT, "%,d", memory - heap));
        });
        assertThat(text("deploy/java.options")).doesNotContainPattern("(?m)^-Xm[xs]");
    }

    /** Arithmetic as the document writes it, with its units. */
    private static double value(String arithmetic) {
        String expression = arithmetic
                .replaceAll("(?<=\\d),(?=\\d{3})", "")
                .replace('×', '*')
                .replaceAll("(\\d+)(?![\\d.])", "$1.0")
                .replaceAll("(\\d+)\\.(\\d+)\\.0", "$1.$2")
                .replaceAll("[A-Za-z]+", "");
        return new SpelExpressionParser().parseExpression(expression).getValue(Double.class);
    }

    @Test
    void should_cost_what_the_arithmetic_says_when_the_document_counts() throws IOException {
        List<String[]> costs = table(text("docs/deploy-ecs.md"), "| What | Arithmetic | USD |");
        double total = 0;
        for (String[] row : costs) {
            double said = Double.parseDouble(row[2].replace("*", ""));
            if (row[1].isEmpty()) {
                assertThat(said).as(row[0]).isCloseTo(total, Offset.offset(0.01));
            } else {
                assertThat(said).as(row[0]).isCloseTo(value(row[1]), Offset.offset(0.006));
                total += said;
            }
        }
        assertThat(costs).hasSizeGreaterThan(8);
        assertThat(total).isGreaterThan(1);

        for (MatchResult sum : Pattern.compile("([\\d,.]+ [×/] [\\d,.×/ ]*[\\d]) = \\**([\\d,.]*\\d)")
                .matcher(text("docs/deploy-ecs.md"))
                .results()
                .toList()) {
            double said = Double.parseDouble(sum.group(2).replace(",", ""));
            assertThat(value(sum.group(1))).as(sum.group()).isCloseTo(said, Offset.offset(said * 0.05 + 0.006));
        }
    }
}
