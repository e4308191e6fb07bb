package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Role;
import routes.embedded.EmbeddedRedis;
import routes.embedded.Workspace;
import routes.testing.Servers;
import routes.testing.TcpProxy;

/** What Redis may be: a cluster, a primary that becomes a replica behind the same name, and not a replica. */
@Timeout(180)
class RedisServersTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MigrationFixture fixture = new MigrationFixture();

    @Test
    void should_refuse_a_replica_then_go_on_when_primary_and_replica_change_places() throws Exception {
        fixture.withTable().rowsWithObjects(paths()).with("job.rows", "2");
        String control = fixture.database().name() + ":control";
        try (Workspace here = Servers.workspace();
                Workspace there = Servers.workspace();
                EmbeddedRedis first = new EmbeddedRedis(here);
                EmbeddedRedis second = new EmbeddedRedis(there)) {
            first.start();
            second.start();
            try (TcpProxy name = new TcpProxy(first.host(), first.port());
                    Jedis one = new Jedis(first.host(), first.port());
                    Jedis other = new Jedis(second.host(), second.port())) {
                other.replicaof(first.host(), first.port());
                fixture.with("redis.port", Integer.toString(second.port()));
                await().atMost(LIMIT).until(() -> other.info("replication").contains("master_link_status:up"));
                assertThat(refusals())
                        .singleElement()
                        .asString()
                        .startsWith("REDIS_HOST")
                        .contains("is a replica", "name its primary, " + first.host() + ":" + first.port());
                assertThat(one.dbSize()).isZero();

                fixture.with("redis.port", Integer.toString(name.port()));
                one.set(control, "paused");
                CompletableFuture<Integer> producer = fixture.start(Role.PRODUCER);
                CompletableFuture<Integer> consumer = fixture.start(Role.CONSUMER);
                String processes = fixture.database().name() + ":processes";
                await().atMost(LIMIT).until(() -> {
                    assertThat(List.of(producer, consumer)).noneMatch(CompletableFuture::isCompletedExceptionally);
                    return other.zcard(processes) == 2;
                });
                other.replicaofNoOne();
                one.replicaof(second.host(), second.port());
                name.leadTo(second.port());
                other.del(control);

                assertThat(producer.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
                assertThat(fixture.paths()).hasSize(20).allMatch(path -> path.startsWith("avatar/"));
                assertThat(consumer).isNotDone();
            }
        }
    }

    @Test
    void should_migrate_on_a_cluster_whichever_of_its_servers_is_named() throws Exception {
        fixture.withTable().rowsWithObjects(paths()).with("job.rows", "2");
        String namespace = "{" + fixture.database().name() + "}";
        boolean low = JedisClusterCRC16.getSlot(namespace + ":jobs") < 8192;
        try (Workspace here = Servers.workspace();
                Workspace there = Servers.workspace();
                EmbeddedRedis first = clustered(here);
                EmbeddedRedis second = clustered(there)) {
            first.start();
            second.start();
            try (Jedis one = new Jedis(first.host(), first.port());
                    Jedis other = new Jedis(second.host(), second.port())) {
                one.sendCommand(Protocol.Command.CLUSTER, "ADDSLOTSRANGE", "0", "8191");
                other.sendCommand(Protocol.Command.CLUSTER, "ADDSLOTSRANGE", "8192", "16383");
                one.sendCommand(
                        Protocol.Command.CLUSTER,
                        "MEET",
                        second.host(),
                        Integer.toString(second.port()),
                        Integer.toString(busPort(second.port())));
                Jedis elsewhere = low ? other : one;
                Jedis owner = low ? one : other;
                await().atMost(LIMIT)
                        .until(() -> one.clusterInfo().contains("cluster_state:ok")
                                && other.clusterInfo().contains("cluster_state:ok"));
                fixture.with("redis.port", Integer.toString((low ? second : first).port()));
                assertThat(refusals())
                        .singleElement()
                        .asString()
                        .startsWith("REDIS_NAMESPACE")
                        .contains(namespace, "is a cluster");
                assertThat(one.dbSize() + other.dbSize()).isZero();

                fixture.with("redis.namespace", namespace);
                assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
                assertThat(fixture.paths()).hasSize(20).allMatch(path -> path.startsWith("avatar/"));
                assertThat(owner.keys(namespace + ":*")).isNotEmpty();
                assertThat(elsewhere.dbSize()).isZero();

                assertThat(Operating.command(fixture, "status").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "retry").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "rollback").exitCode()).isEqualTo(ExitCode.DONE);
                assertThat(Operating.command(fixture, "finish", "--table", MigrationFixture.LEDGER)
                                .exitCode())
                        .isEqualTo(ExitCode.DONE);
                assertThat(owner.keys("*")).isEmpty();
            }
        }
    }

    private static EmbeddedRedis clustered(Workspace workspace) {
        return new EmbeddedRedis(
                workspace,
                port -> List.of("--cluster-enabled", "yes", "--cluster-port", Integer.toString(busPort(port))));
    }

    /** Ten thousand above the port is what it is by default, which may be more than there are. */
    private static int busPort(int port) {
        return port > 32_768 ? port - 10_000 : port + 10_000;
    }

    private List<String> refusals() {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, fixture::run);
        assertThat(refusal).isNotNull();
        return refusal.problems();
    }

    private static String[] paths() {
        return IntStream.rangeClosed(1, 20)
                .mapToObj(number -> "image/" + number)
                .toArray(String[]::new);
    }
}
