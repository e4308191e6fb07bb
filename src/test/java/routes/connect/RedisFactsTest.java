package routes.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What INFO of servers that no test can start says. */
class RedisFactsTest {

    private static List<String> problems(String namespace, String... lines) {
        return new RedisFacts("# Server\r\n" + String.join("\r\n", lines))
                .problems("redis.example.com:6379", namespace);
    }

    @ParameterizedTest
    @CsvSource({"5.0.14, true", "6.0.16, true", "6.2.0, false", "7.2.4, false", "10.0.1, false", "unknown, false"})
    void should_refuse_a_version_that_lacks_a_command(String version, boolean refused) {
        List<String> problems = problems("s3-migration", "redis_version:" + version, "role:master");

        assertThat(problems)
                .hasSize(refused ? 1 : 0)
                .allMatch(line -> line.startsWith("REDIS_HOST (redis.host) has version"));
    }

    @ParameterizedTest
    @CsvSource({
        "noeviction, false",
        "allkeys-lru, true",
        "allkeys-random, true",
        "volatile-lru, false",
        "volatile-ttl, false"
    })
    void should_refuse_a_policy_that_drops_jobs_and_not_one_that_drops_what_expires(String policy, boolean refused) {
        assertThat(problems("s3-migration", "maxmemory_policy:" + policy)).hasSize(refused ? 1 : 0);
    }

    @Test
    void should_say_which_namespace_to_give_to_a_cluster() {
        assertThat(problems("s3-migration", "cluster_enabled:1"))
                .singleElement()
                .asString()
                .startsWith("REDIS_NAMESPACE (redis.namespace) must be in braces, {s3-migration}")
                .contains("is a cluster");
        assertThat(problems("{s3-migration}", "cluster_enabled:1")).isEmpty();
        assertThat(problems("s3-migration", "cluster_enabled:0")).isEmpty();
    }

    @Test
    void should_say_all_at_once() {
        assertThat(problems(
                        "x",
                        "redis_version:6.0.1",
                        "role:slave",
                        "master_host:10.0.0.7",
                        "master_port:6380",
                        "maxmemory_policy:allkeys-lfu"))
                .hasSize(3)
                .anyMatch(line -> line.contains("name its primary, 10.0.0.7:6380"));
    }
}
