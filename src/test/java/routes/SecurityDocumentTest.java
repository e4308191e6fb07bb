package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.table.Row;
import routes.testing.Servers;

/**
 * What docs/security.md gives to copy works, and is what the program needs. What it says of the page is tested in {@link StatusPageTest} and
 * {@link SlowReadersTest}.
 */
class SecurityDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/security.md");
    private static final Pattern POLICY = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ACL_SETUSER = Pattern.compile("(?m)^ACL SETUSER s3-migration (.*)$");

    private static List<String> policies() throws IOException {
        return POLICY.matcher(Files.readString(DOCUMENT))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static Set<String> actions(JsonNode policy) {
        Set<String> actions = new TreeSet<>();
        policy.get("Statement").forEach(statement -> {
            assertThat(statement.get("Effect").asText()).isEqualTo("Allow");
            statement.get("Action").forEach(action -> actions.add(action.asText()));
        });
        return actions;
    }

    @ParameterizedTest
    @CsvSource({"0, Services Report Source Target Buckets", "1, Source Target Buckets"})
    void should_permit_what_the_calls_of_the_program_take_when_a_policy_is_copied(int index, String places)
            throws IOException {
        assertThat(actions(new ObjectMapper().readTree(policies().get(index))))
                .isEqualTo(AwsCalls.actions(places.split(" ")));
    }

    /** Has Redis make the user of the document, for another namespace. */
    private static void createUser(Jedis jedis, String user, String password, String namespace) throws IOException {
        List<String> commands = ACL_SETUSER
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            jedis.aclSetUser(
                    user,
                    command.replace("s3-migration:*", namespace + ":*")
                            .replace("PASSWORD", password)
                            .split(" "));
        }
    }

    @Test
    void should_migrate_and_operate_when_the_user_of_redis_is_the_documents() throws Exception {
        MigrationFixture fixture = new MigrationFixture()
                .withTable()
                .rowsWithObjects("image/a", "image/b")
                .rows("image/missing");
        String namespace = fixture.database().name();
        fixture.with("redis.user", "mover").with("redis.password", "secret");
        try (Jedis jedis = Servers.jedis()) {
            jedis.aclLogReset();
            createUser(jedis, "mover", "secret", namespace);
            try {
                assertThat(Operating.command(fixture, "plan").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "pause").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "resume").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
                jedis.xadd(namespace + ":dead", StreamEntryID.NEW_ENTRY, Map.of("x", "y"));
                assertThat(Operating.command(fixture, "retry").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "status").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "rollback").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "finish", "--table", MigrationFixture.LEDGER)
                                .exitCode())
                        .isEqualTo(ExitCode.DONE);

                // newer servers are told the name of the client library, and need not be
                assertThat(jedis.aclLog())
                        .noneMatch(entry -> entry.getUsername().equals("mover")
                                && !entry.getObject().startsWith("client"));
            } finally {
                jedis.aclDelUser("mover");
            }
        }
    }

    @Test
    void should_refuse_a_roll_back_and_show_wrong_figures_when_processes_and_counts_are_forged() throws Exception {
        MigrationFixture fixture = new MigrationFixture().withTable().rowsWithObjects("image/a");
        String namespace = fixture.database().name();
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        try (Jedis jedis = Servers.jedis()) {
            jedis.set(
                    namespace + ":process:n1",
                    "{\"id\":\"n1\",\"role\":\"producer\",\"state\":\"RUNNING\",\"startedAt\":\"2026-01-01T00:00:00Z\"}");
            jedis.zadd(namespace + ":processes", 99_999_999_999_999.0, "n1");
            jedis.set(
                    namespace + ":counts",
                    "{\"at\":\"2026-01-01T00:00:00Z\",\"applied\":77,\"exceptions\":{},"
                            + "\"reported\":{\"copied\":1,\"failed\":0,\"applied\":1}}");

            Operating.Answer status = Operating.command(fixture, "status", "--json");
            assertThat(status.json().at("/rows/applied").asLong()).isEqualTo(77);
            assertThat(Operating.command(fixture, "status", "--json", "--exact")
                            .json()
                            .at("/rows/applied")
                            .asLong())
                    .isEqualTo(1);
            assertThat(Operating.command(fixture, "rollback").exitCode()).isNotEqualTo(ExitCode.DONE);

            jedis.del(namespace + ":processes");
            assertThat(Operating.command(fixture, "rollback").exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(fixture.paths()).containsExactly("image/a");
        }
    }

    @Test
    void should_make_a_row_an_exception_when_a_dead_letter_is_forged() throws Exception {
        MigrationFixture fixture = new MigrationFixture().withTable().rowsWithObjects("image/a", "image/b");
        Job job = new Job(
                Migration.of(fixture.settings()).fingerprint(), 1, 1, null, List.of(new Row("1", "image/a", 0)));
        try (Jedis jedis = Servers.jedis()) {
            jedis.xadd(
                    fixture.database().name() + ":dead",
                    StreamEntryID.NEW_ENTRY,
                    Map.of("body", new JobCodec().write(job)));
        }
        fixture.with("endpoint.scan", "scheduler:producer-scan?greedy=true&delay=500&initialDelay=1500");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(fixture.ledger()).containsExactly("FAILED DEAD_LETTER", "APPLIED");

        assertThat(Operating.command(fixture, "retry", "--json")
                        .json()
                        .get("rows")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void should_rewrite_rows_from_the_table_alone_when_a_job_is_forged() throws Exception {
        MigrationFixture fixture = new MigrationFixture()
                .withTable()
                .rowsWithObjects("image/a", "image/b")
                .objects("image/without-a-row", "elsewhere/secret");
        String migration = Migration.of(fixture.settings()).fingerprint();
        Job anotherPath = new Job(
                migration, 1, 1, null, List.of(new Row("1", "image/b", 0), new Row("99", "image/without-a-row", 0)));
        Job anotherPrefix = new Job(migration, 1, 2, "99", List.of(new Row("2", "elsewhere/secret", 0)));
        try (Jedis jedis = Servers.jedis()) {
            for (Job job : List.of(anotherPath, anotherPrefix)) {
                jedis.xadd(
                        fixture.database().name() + ":jobs",
                        StreamEntryID.NEW_ENTRY,
                        Map.of(
                                "body",
                                new JobCodec().write(job),
                                "camelAwsS3BucketName",
                                fixture.database().name()));
            }
        }
        fixture.with("queue.max.deliveries", "1");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/a", "avatar/b");
        assertThat(fixture.targetKeys()).containsExactly("avatar/a", "avatar/b", "avatar/without-a-row");
        assertThat(fixture.targetContent("avatar/a")).isEqualTo("image/a");
        assertThat(fixture.sourceKeys()).hasSize(4);
    }
}
