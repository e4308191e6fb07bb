package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.embedded.EmbeddedEcs;
import routes.testing.Servers;

/** What must be refused, with a line that names the setting, before anything is written. */
class PreflightTest {

    private final MigrationFixture fixture = new MigrationFixture();

    @BeforeEach
    void createTable() throws SQLException {
        fixture.withTable().rows("image/x");
    }

    private List<String> problems() {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, fixture::run);
        assertThat(refusal).isNotNull();
        return refusal.problems();
    }

    private void assertNothingWritten() throws SQLException {
        assertThat(fixture.column("SHOW TABLES LIKE 'moved'")).isEmpty();
        assertThat(fixture.paths()).containsExactly("image/x");
        try (Jedis jedis = Servers.jedis()) {
            assertThat(jedis.keys(fixture.database().name() + "*")).isEmpty();
        }
    }

    @Test
    void should_say_what_it_waits_for_when_nobody_answers_and_not_when_somebody_refuses() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("routes.connect");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        fixture.with("db.password", "wrong").with("redis.port", "1").with("preflight.timeout", "3s");
        try {
            assertThat(problems())
                    .anyMatch(line -> line.startsWith("DB_USER"))
                    .anyMatch(line -> line.startsWith("REDIS_HOST"));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .matches("waiting for Redis at 127\\.0\\.0\\.1:1, \\d s more at most");
    }

    @ParameterizedTest
    @CsvSource({
        "database.port, 1, DATABASE_HOST",
        "db.password, wrong, DB_USER",
        "database.name, nowhere, DATABASE_NAME",
        "database.table.to.update, nothing, DATABASE_TABLE_TO_UPDATE",
        "table.column.name.to.update, nothing, TABLE_COLUMN_NAME_TO_UPDATE",
        "table.column.name.to.update, ID, TABLE_COLUMN_NAME_TO_UPDATE",
        "row.key.column, nothing, ROW_KEY_COLUMN",
        "row.key.column, ImagePath, ROW_KEY_COLUMN",
        "source.s3.bucket, no-such-bucket, SOURCE_S3_BUCKET",
        "target.s3.bucket, no-such-bucket, TARGET_S3_BUCKET",
        "aws.endpoint.url.s3, http://127.0.0.1:1, SOURCE_S3_BUCKET",
        "aws.secret.access.key, wrong, SOURCE_S3_BUCKET",
        "redis.port, 1, REDIS_HOST",
        "redis.password, wrong, REDIS_PASSWORD",
        "database.host, 127.0.0.1/x?y=, DATABASE_HOST (database.host) must be a host's name",
        "database.host, 127.0.0.1:3306, DATABASE_HOST (database.host) must be a host's name",
        "database.host, [::1]?x=y, DATABASE_HOST (database.host) must be a host's name",
        "database.replicas, db2?x=y, DATABASE_REPLICAS",
        "database.name, x?allowLocalInfile=true, DATABASE_NAME (database.name) must have none of",
        "redis.host, 127.0.0.1?command=FLUSHALL, REDIS_HOST (redis.host) must be a host's name",
        "redis.host, [::1], REDIS_HOST (redis.host) must be a host's name or IPv4 address",
        "redis.namespace, a?group=b, REDIS_NAMESPACE (redis.namespace) must have none of",
        "job.rows, none, JOB_ROWS",
        "copy.retry.time, soon, COPY_RETRY_TIME",
        "apply.rows, 0, APPLY_ROWS",
        "follow, true, FOLLOW",
        "copy.tags, replace, COPY_TAGS",
        "cluster.name, cluster, CONSUMER_SERVICE_NAME"
    })
    void should_name_the_setting_when_it_is_wrong(String key, String value, String named) throws Exception {
        fixture.with(key, value);

        assertThat(problems()).anyMatch(line -> line.startsWith(named));
        assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource({
        "db.password, wrong, DB_USER",
        "database.name, nowhere, DATABASE_NAME",
        "database.table.to.update, nothing, DATABASE_TABLE_TO_UPDATE",
        "source.s3.bucket, no-such-bucket, SOURCE_S3_BUCKET",
        "aws.secret.access.key, wrong, SOURCE_S3_BUCKET",
        "redis.password, wrong, REDIS_PASSWORD"
    })
    @Timeout(60)
    void should_wait_for_nobody_who_answers_with_a_refusal(String key, String value, String named) {
        fixture.with("preflight.timeout", "1h").with(key, value);

        assertThat(problems()).anyMatch(line -> line.startsWith(named));
    }

    @Test
    void should_report_all_problems_together_when_there_are_several() {
        fixture.with("redis.port", "1")
                .with("source.s3.bucket", "no-such-bucket")
                .with("database.table.to.update", "none");

        assertThat(problems())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("REDIS_HOST"))
                .anyMatch(line -> line.startsWith("SOURCE_S3_BUCKET"))
                .anyMatch(line -> line.startsWith("DATABASE_TABLE_TO_UPDATE"));
    }

    @Test
    void should_name_the_missing_privileges_when_the_user_lacks_some() throws Exception {
        fixture.execute("REVOKE DROP, UPDATE ON " + fixture.database().name() + ".* FROM "
                + fixture.database().user() + "@'%'");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("DB_USER")
                .contains("UPDATE on ImageDataTable")
                .contains("DROP on moved")
                .doesNotContain("SELECT");
        assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE t (a int, b int, ImagePath varchar(10), PRIMARY KEY (a, b)) | ROW_KEY_COLUMN | primary key (a, b)",
                "CREATE TABLE t (a int, ImagePath varchar(10)) | ROW_KEY_COLUMN | no primary key",
                "CREATE TABLE t (a float PRIMARY KEY, ImagePath varchar(10)) | ROW_KEY_COLUMN | float",
                "CREATE TABLE t (a int PRIMARY KEY, ImagePath varchar(10)) ENGINE=Aria | DATABASE_TABLE_TO_UPDATE | Aria",
                "CREATE VIEW t AS SELECT * FROM ImageDataTable | DATABASE_TABLE_TO_UPDATE | view"
            })
    void should_refuse_a_table_when_its_rows_cannot_be_told_apart_or_written(
            String statement, String named, String detail) throws Exception {
        fixture.withTable(statement).with("database.table.to.update", "t");

        assertThat(problems()).anyMatch(line -> line.startsWith(named) && line.contains(detail));
    }

    @Test
    void should_refuse_a_ledger_that_is_somebody_elses_table() throws Exception {
        fixture.execute("CREATE TABLE moved (precious int)");

        assertThat(problems()).singleElement().asString().startsWith("TEMP_TABLE_FOR_UPDATE");
        assertThat(fixture.column("SHOW COLUMNS FROM moved")).containsExactly("precious");
    }

    @Test
    void should_refuse_a_ledger_of_a_migration_with_other_settings() throws Exception {
        fixture.objects("image/x");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        fixture.with("target.object.prefix", "elsewhere/");
        assertThat(problems()).singleElement().asString().startsWith("TEMP_TABLE_FOR_UPDATE");

        fixture.with("temp.table.for.update", "moved2").rowsWithObjects("image/y");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).containsExactly("avatar/x", "elsewhere/y");
    }

    @Test
    void should_refuse_a_namespace_that_a_migration_with_other_settings_holds() throws Exception {
        try (Jedis jedis = Servers.jedis()) {
            jedis.set(fixture.database().name() + ":migration", "another");
        }

        assertThat(problems()).singleElement().asString().startsWith("REDIS_NAMESPACE");
        assertThat(fixture.column("SHOW TABLES LIKE 'moved'")).isEmpty();
    }

    @Test
    void should_refuse_redis_when_it_may_evict_jobs() {
        try (Jedis jedis = Servers.jedis()) {
            jedis.configSet("maxmemory-policy", "allkeys-lru");
            try {
                assertThat(problems())
                        .singleElement()
                        .asString()
                        .startsWith("REDIS_HOST")
                        .contains("noeviction");
            } finally {
                jedis.configSet("maxmemory-policy", "noeviction");
            }
        }
    }

    private void onEcs(String cluster, String consumers, String producers) {
        Servers.ecs().addService(fixture.database().name(), "consumers", 1);
        Servers.ecs().addService(fixture.database().name(), "producers", 1);
        fixture.with("cluster.name", cluster)
                .with("consumer.service.name", consumers)
                .with("producer.service.name", producers);
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, consumers, producers, CLUSTER_NAME, nowhere",
        ", typo, producers, CONSUMER_SERVICE_NAME, typo",
        ", consumers, typo, PRODUCER_SERVICE_NAME, typo"
    })
    void should_name_the_setting_when_what_is_to_be_scaled_down_is_not_there(
            String cluster, String consumers, String producers, String named, String value) throws Exception {
        onEcs(cluster == null ? fixture.database().name() : cluster, consumers, producers);

        assertThat(problems()).singleElement().asString().startsWith(named).contains(value);
        assertNothingWritten();
        assertThat(Operating.command(fixture, "plan").exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @Test
    void should_name_the_permission_when_the_services_may_not_be_looked_at() throws Exception {
        onEcs(fixture.database().name(), "consumers", "producers");
        Servers.ecs().failNext("DescribeServices", 2, EmbeddedEcs.Failure.ACCESS_DENIED);

        assertThat(problems())
                .hasSize(2)
                .allMatch(line -> line.contains("ecs:DescribeServices"))
                .anyMatch(line -> line.startsWith("CONSUMER_SERVICE_NAME"))
                .anyMatch(line -> line.startsWith("PRODUCER_SERVICE_NAME"));
        assertNothingWritten();
    }

    @Test
    void should_scale_down_at_the_end_when_ecs_has_failed_at_the_start() throws Exception {
        onEcs(fixture.database().name(), "consumers", "producers");
        fixture.with("preflight.timeout", "20s").objects("image/x");
        Servers.ecs().failNext("DescribeServices", 5, EmbeddedEcs.Failure.SERVER_ERROR);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(Servers.ecs().desiredCount(fixture.database().name(), "consumers"))
                .isZero();
    }
}
