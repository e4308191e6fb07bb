package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import routes.testing.Servers;

class EmbeddedRedisTest {

    private final Workspace workspace = Servers.workspace();
    private final EmbeddedRedis server = new EmbeddedRedis(workspace);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void should_keep_port_and_keys_when_killed_and_restarted() throws Exception {
        set("key", "value");
        int port = server.port();
        long pid = server.pid();

        server.kill();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThatThrownBy(() -> get("key")).isInstanceOf(JedisConnectionException.class);
        server.restart();

        assertThat(server.port()).isEqualTo(port);
        assertThat(get("key")).isEqualTo("value");
    }

    @Test
    void should_keep_keys_when_stopped_and_restarted() throws Exception {
        set("key", "value");

        server.stop();
        server.restart();

        assertThat(get("key")).isEqualTo("value");
    }

    @Test
    void should_have_forgotten_all_when_restarted_empty() throws Exception {
        set("key", "value");
        int port = server.port();

        server.restartEmpty();

        assertThat(server.port()).isEqualTo(port);
        assertThat(get("key")).isNull();
    }

    @Test
    void should_refuse_writes_when_memory_is_full() {
        try (Jedis jedis = connect()) {
            assertThat(jedis.configGet("maxmemory-policy")).containsEntry("maxmemory-policy", "noeviction");
            assertThat(jedis.configGet("bind")).containsEntry("bind", "127.0.0.1");
        }
    }

    private void set(String key, String value) {
        try (Jedis jedis = connect()) {
            jedis.set(key, value);
        }
    }

    private String get(String key) {
        try (Jedis jedis = connect()) {
            return jedis.get(key);
        }
    }

    private Jedis connect() {
        return new Jedis(server.host(), server.port());
    }
}
