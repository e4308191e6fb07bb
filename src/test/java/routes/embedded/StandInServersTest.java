package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.connect.Connections;
import routes.testing.Servers;
import routes.testing.Servers.Database;

/** What the emulation's container does, on the shared MariaDB. */
class StandInServersTest {

    private final Database database = Servers.createDatabase();
    private final Map<String, String> settings = settings(database);

    private static Map<String, String> settings(Database database) {
        Map<String, String> settings =
                new HashMap<>(Servers.settings(database, new Servers.Buckets("emulated-source", "emulated-target")));
        int s3Port = ServerProcess.freePort();
        int ecsPort = ServerProcess.freePort();
        settings.put("embedded.s3.port", Integer.toString(s3Port));
        settings.put("embedded.ecs.port", Integer.toString(ecsPort));
        settings.put("sample.rows", "200");
        settings.put("aws.endpoint.url.s3", "http://127.0.0.1:" + s3Port);
        settings.put("aws.endpoint.url.ecs", "http://127.0.0.1:" + ecsPort);
        settings.put("aws.access.key.id", "chosen");
        settings.put("aws.secret.access.key", "chosen-secret");
        settings.put("cluster.name", "cluster");
        settings.put("consumer.service.name", "consumers");
        settings.put("producer.service.name", "producers");
        settings.put("consumer.task.count", "4");
        settings.put("database.table.to.update", SampleData.TABLE);
        settings.put("table.column.name.to.update", SampleData.PATH_COLUMN);
        settings.put("legacy.s3.object.prefix", "image");
        settings.put("target.object.prefix", "avatar/");
        return settings;
    }

    private Settings loaded() {
        return Settings.load(key -> null, name -> null).with(settings);
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.adminDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static int objects(Connections connections, String bucket) {
        return (int) connections.s3().listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .count();
    }

    @Test
    void should_serve_buckets_and_services_at_the_ports_and_with_the_keys_of_the_settings_when_started()
            throws Exception {
        try (AutoCloseable servers = new StandInServers(loaded()).start();
                Connections connections = new Connections(loaded())) {
            assertThat(servers).isNotNull();
            assertThat(objects(connections, "emulated-source")).isZero();
            assertThat(objects(connections, "emulated-target")).isZero();
            assertThat(connections
                            .ecs()
                            .describeServices(
                                    request -> request.cluster("cluster").services("consumers", "producers"))
                            .services())
                    .extracting(service -> service.desiredCount())
                    .containsExactly(4, 1);
        }
    }

    @Test
    void should_load_rows_and_objects_once_when_the_sample_is_asked_for_twice() throws Exception {
        try (AutoCloseable servers = new StandInServers(loaded()).start();
                Connections connections = new Connections(loaded())) {
            assertThat(servers).isNotNull();
            new StandInServers(loaded()).loadSample();
            int objects = objects(connections, "emulated-source");
            try (Connection connection = database.adminDataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE " + SampleData.TABLE + " SET ImagePath = 'image/mine.jpg' WHERE ID = 1");
            }

            new StandInServers(loaded()).loadSample();

            assertThat(number("SELECT COUNT(*) FROM " + SampleData.TABLE)).isEqualTo(200);
            assertThat(number("SELECT COUNT(*) FROM " + SampleData.TABLE + " WHERE ImagePath = 'image/mine.jpg'"))
                    .isEqualTo(1);
            assertThat(objects).isGreaterThan(150);
            assertThat(objects(connections, "emulated-source")).isEqualTo(objects);
        }
    }

    @Test
    void should_name_the_settings_when_they_are_not_the_samples() {
        settings.put("database.table.to.update", "users");
        settings.put("target.object.prefix", "elsewhere");

        assertThatThrownBy(() -> new StandInServers(loaded()).loadSample())
                .isInstanceOfSatisfying(ConfigurationException.class, e -> assertThat(e.problems())
                        .containsExactly(
                                "DATABASE_TABLE_TO_UPDATE (database.table.to.update) must be ImageDataTable for the sample",
                                "TARGET_OBJECT_PREFIX (target.object.prefix) must be avatar/ for the sample"));
    }

    @Test
    void should_refuse_to_load_the_sample_when_no_endpoint_keeps_it_out_of_s3_itself() {
        settings.put("aws.endpoint.url.s3", "");

        assertThatThrownBy(() -> new StandInServers(loaded()).loadSample())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("AWS_ENDPOINT_URL_S3");
    }
}
