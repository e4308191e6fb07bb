package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;

class EmbeddedServersTest {

    @Test
    void should_give_each_user_a_database_of_its_own() throws Exception {
        Servers.Database one = Servers.createDatabase();
        Servers.Database other = Servers.createDatabase();

        try (Connection connection = one.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            assertThatThrownBy(() -> statement.execute("CREATE TABLE " + other.name() + ".t (id INT)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("denied");
        }
        try (Connection connection = one.adminDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM t")).isZero();
        }
    }

    @Test
    void should_give_empty_buckets_and_an_empty_redis() {
        Servers.Buckets buckets = Servers.createBuckets();
        Servers.s3Client().putObject(put -> put.bucket(buckets.source()).key("k"), RequestBody.fromString("v"));
        try (Jedis jedis = Servers.jedis()) {
            jedis.set("k", "v");
            Servers.flushRedis();
            assertThat(jedis.dbSize()).isZero();
        }

        assertThat(Servers.s3Client()
                        .listObjectsV2(list -> list.bucket(buckets.target()))
                        .contents())
                .isEmpty();
        assertThat(Servers.createBuckets()).isNotEqualTo(buckets);
    }

    @Test
    void should_give_the_settings_of_the_shared_servers() {
        Servers.Database database = Servers.createDatabase();

        assertThat(Servers.settings(database, Servers.createBuckets()))
                .containsEntry("database.name", database.name())
                .containsEntry("redis.port", Integer.toString(Servers.redis().port()))
                .containsEntry("aws.endpoint.url.ecs", Servers.ecs().endpoint().toString());
    }
}
