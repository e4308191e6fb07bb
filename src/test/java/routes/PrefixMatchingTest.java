package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import routes.connect.Connections;
import routes.ledger.Ledger;
import routes.queue.Job;
import routes.scan.Scanner;
import routes.table.Row;
import routes.testing.Servers;

/** The statement that finds rows under a prefix, on a real MariaDB with a collation that ignores case, accents and trailing spaces. */
class PrefixMatchingTest {

    private static final MigrationFixture FIXTURE = new MigrationFixture();
    private static HikariDataSource database;
    private static UnifiedJedis redis;

    @BeforeContainer
    static void prepare() throws Exception {
        FIXTURE.withTable();
        database = new Connections(FIXTURE.settings()).database();
        redis = RedisClient.builder()
                .hostAndPort(Servers.redis().host(), Servers.redis().port())
                .build();
    }

    @AfterContainer
    static void close() {
        redis.close();
        database.close();
    }

    /** Letters that a comparison could take for others, and those that mean something to SQL. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("aAeE\u00E9%_\\' \"`/.\u4E2D")
                .ofMinLength(1)
                .ofMaxLength(5);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void should_find_exactly_the_paths_that_begin_with_the_folder_byte_for_byte(
            @ForAll("texts") String prefix, @ForAll("texts") String rest, @ForAll("texts") String other)
            throws Exception {
        Assume.that(!prefix.equals("/")); // which is the root of the bucket
        String folder = prefix.endsWith("/") ? prefix : prefix + "/";
        List<String> paths = List.of(
                folder + rest,
                folder,
                prefix,
                prefix + rest,
                other + folder + rest,
                folder.toUpperCase(Locale.ROOT) + rest,
                folder.toLowerCase(Locale.ROOT) + rest,
                folder.replace('%', 'a').replace('_', 'e') + rest,
                folder.replace("\u00E9", "e") + rest,
                prefix + " /" + rest,
                other);
        FIXTURE.execute("DELETE FROM ImageDataTable");
        redis.del(FIXTURE.database().name() + ":scan", FIXTURE.database().name() + ":migration");
        FIXTURE.with("legacy.s3.object.prefix", prefix).with("target.object.prefix", "target/");
        FIXTURE.rows(paths.toArray(String[]::new));
        Ledger ledger = new Ledger(FIXTURE.schema(), FIXTURE.statements(), database);
        ledger.drop();
        ledger.create();
        Scanner scanner =
                new Scanner(FIXTURE.schema(), FIXTURE.statements(), database, ledger, FIXTURE.queue(redis), 100, 100);
        scanner.nextPage();

        Set<String> found = scanner.nextPage().jobs().stream()
                .map(Job::rows)
                .flatMap(List::stream)
                .map(Row::path)
                .collect(Collectors.toSet());

        assertThat(found)
                .isEqualTo(
                        paths.stream().filter(path -> path.startsWith(folder)).collect(Collectors.toSet()));
    }
}
