package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static routes.OddTable.key;
import static routes.OddTable.made;
import static routes.OddTable.path;
import static routes.OddTable.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import routes.apply.Applier;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.connect.Connections;
import routes.connect.Preflight;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.queue.JobQueue;
import routes.scan.Page;
import routes.scan.Scanner;
import routes.table.Row;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.testing.Servers;

/**
 * Tables of every kind. Each is migrated, verified and rolled back byte for byte, or refused by preflight with a line that says why: never
 * mistaken.
 */
class OddTablesTest {

    private static final String LOG = "CREATE TABLE log (what varchar(300)) ENGINE = InnoDB";

    private final MigrationFixture fixture = new MigrationFixture();

    static Stream<OddTable> migrated() {
        return Stream.of(
                key("ENUM('b','a','10','é') CHARACTER SET latin1", "'a'", "'é'", "'10'", "'b'"),
                key("ENUM('Straße','STRASSE2','2','1')", "'2'", "'1'", "'Straße'"),
                key("decimal(30,2)", "0.10", "12345678901234567890123.45", "-1.00"),
                key("binary(16)", "0x00", "0x0102030405060708090a0b0c0d0e0f10", "0xff"),
                key("varbinary(20)", "0x00", "0x0000", "0xff00"),
                key("uuid", "'018f4b1e-0000-7000-8000-000000000001'", "'ffffffff-ffff-4fff-bfff-ffffffffffff'"),
                key("inet6", "'::1'", "'2001:db8::ff00:42:8329'"),
                key("inet4", "'255.255.255.255'", "'0.0.0.0'"),
                key("datetime(6)", "'2026-11-23 10:00:00.000001'", "'2026-11-23 10:00:00.000002'"),
                key("datetime", "'2024-00-00 01:02:03'", "'0000-00-00'", "'2024-02-31 23:59:59'", "'9999-12-31'"),
                key("date", "'2024-00-00'", "'0000-00-00'", "'2024-02-31'", "'2024-03-00'", "'2024-02-28'"),
                key("timestamp", "'1970-01-02 00:00:01'", "'2038-01-01 03:14:07'"),
                key("timestamp(6)", "'0000-00-00 00:00:00'", "'2026-03-28 02:30:00.123456'"),
                key("time(3)", "'-838:59:59'", "'838:59:59'", "'-00:00:00.5'", "'00:00:00'"),
                key("year", "1901", "2155", "0"),
                key("bit(64)", "0", "b'1'", "18446744073709551615"),
                key("bit(1)", "0", "1"),
                key("tinyint", "-128", "0", "127"),
                key("bigint", "-9223372036854775808", "-1", "9223372036854775807"),
                key("bigint unsigned", "18446744073709551615", "18446744073709551614", "9223372036854775808"),
                key("int zerofill", "1", "4294967295"),
                key("varchar(50) COLLATE utf8mb4_uca1400_ai_ci", "'a'", "'B'", "'ç'", "'😀'", "''"),
                key("varchar(50) COLLATE utf8mb4_nopad_bin", "'a'", "'a '", "'A'"),
                key("varchar(50) CHARACTER SET latin1 COLLATE latin1_german2_ci", "'ä'", "'b'", "'it''s'"),
                key("varchar(50) CHARACTER SET utf16", "'ж'", "'a'"),
                key("varchar(50) CHARACTER SET sjis", "'表'", "'a'"),
                key("varchar(700) CHARACTER SET utf8mb4", "REPEAT('ä', 700)", "REPEAT('b', 700)"),
                key("char(10) CHARACTER SET utf8mb3", "'x'", "'y y'"),
                path("varchar(100) CHARACTER SET latin1", "latin1", "image/é", "image/€"),
                latin1OfUtf8(),
                path("varchar(100) CHARACTER SET utf8mb3", "utf8mb3", "image/日本"),
                path("varchar(100) CHARACTER SET utf16", "utf16", "image/😀", "image/a"),
                path("varchar(100) CHARACTER SET ucs2", "ucs2", "image/ж"),
                path("text CHARACTER SET utf32", "utf32", "image/ж"),
                path("varchar(100) CHARACTER SET cp1251", "cp1251", "image/ж"),
                path("varbinary(100)", "utf8mb4", "image/é"),
                path("mediumblob", "utf8mb4", "image/é"),
                path("char(60)", "utf8mb4", "image/a", "image/b"),
                path("text", "utf8mb4", "image/a"),
                path("longtext", "utf8mb4", "image/a"),
                path("varchar(200) COMPRESSED", "utf8mb4", "image/a"),
                path("varchar(200) COLLATE utf8mb4_uca1400_ai_ci UNIQUE", "utf8mb4", "image/a", "image/b"),
                path("varchar(200) NOT NULL DEFAULT 'image/none', v int AS (length(p)) VIRTUAL", "utf8mb4", "image/a"),
                path("varchar(200), h char(32) AS (md5(p)) PERSISTENT UNIQUE", "utf8mb4", "image/a", "image/b"),
                path(
                        "varchar(200), seen timestamp DEFAULT now() ON UPDATE now(), i int INVISIBLE",
                        "utf8mb4",
                        "image/a"),
                path("varchar(200), doc JSON, CHECK (p <> ''), CHECK (json_valid(doc))", "utf8mb4", "image/a"),
                table(
                                "names that are odd",
                                "CREATE TABLE `my table-1 ``select``` (`group` int PRIMARY KEY, `from ``where` varchar(50))",
                                "CREATE VIEW t AS SELECT `group` k, `from ``where` p FROM `my table-1 ``select```")
                        .with("database.table.to.update", "my table-1 `select`")
                        .with("table.column.name.to.update", "from `where"),
                table(
                                "a name of other letters",
                                "CREATE TABLE `Bilder_ß日` (k int PRIMARY KEY, p varchar(50))",
                                "CREATE VIEW t AS SELECT k, p FROM `Bilder_ß日`")
                        .with("database.table.to.update", "Bilder_ß日"),
                table(
                                "a name that is reserved",
                                "CREATE TABLE `order` (k int PRIMARY KEY, p varchar(50))",
                                "CREATE VIEW t AS SELECT k, p FROM `order`")
                        .with("database.table.to.update", "order"),
                table(
                        "partitions by hash",
                        "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) PARTITION BY HASH (k) PARTITIONS 3"),
                table(
                        "partitions by range",
                        "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) PARTITION BY RANGE (k)"
                                + " (PARTITION a VALUES LESS THAN (2), PARTITION b VALUES LESS THAN MAXVALUE)"),
                table(
                        "ROW_FORMAT=REDUNDANT",
                        "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) ROW_FORMAT = REDUNDANT"),
                table("ROW_FORMAT=COMPACT", "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) ROW_FORMAT = COMPACT"),
                table(
                        "ROW_FORMAT=COMPRESSED",
                        "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8"),
                table("compressed pages", "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) PAGE_COMPRESSED = 1"),
                table("system-versioned", "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) WITH SYSTEM VERSIONING"),
                table(
                        "system-versioned by transactions",
                        versioned("k int PRIMARY KEY", "").replace("timestamp(6)", "bigint unsigned")),
                table("system-versioned, with its own columns", versioned("k int PRIMARY KEY", "")),
                table(
                        "system-versioned, with a history apart",
                        versioned("k int PRIMARY KEY", " PARTITION BY SYSTEM_TIME PARTITIONS 2")),
                table(
                                "system-versioned, with a unique key",
                                versioned("a int AUTO_INCREMENT PRIMARY KEY, k int NOT NULL UNIQUE", ""))
                        .with("row.key.column", "k"),
                table(
                                "a composite key and a unique one",
                                "CREATE TABLE t (a int DEFAULT 1, k int NOT NULL UNIQUE, p varchar(50), PRIMARY KEY (a, k))")
                        .with("row.key.column", "k"),
                table(
                        "foreign keys",
                        "CREATE TABLE other (k int PRIMARY KEY)",
                        "INSERT INTO other VALUES (1), (2)",
                        "CREATE TABLE t (k int PRIMARY KEY, p varchar(50), FOREIGN KEY (k) REFERENCES other (k) ON UPDATE CASCADE)"),
                triggers());
    }

    static Stream<OddTable> refused() {
        String key = "ROW_KEY_COLUMN (row.key.column) ";
        String column = "TABLE_COLUMN_NAME_TO_UPDATE (table.column.name.to.update) ";
        String table = "DATABASE_TABLE_TO_UPDATE (database.table.to.update) ";
        String prefix = "TARGET_OBJECT_PREFIX (target.object.prefix) ";
        String noPath = table + "names a table that takes no new path, such as that of row 1: ";
        String twoPaths = table
                + "names a table with a unique index that two new paths would break, such as \"avatar/2\" of row 2: ";
        return Stream.of(
                key("float", "1")
                        .refused(key + "must name a column of exact numbers, text, times or bytes: k is float"),
                key("double", "1")
                        .refused(key + "must name a column of exact numbers, text, times or bytes: k is double"),
                key("SET('a','b')", "'a'")
                        .refused(key + "must name a column of exact numbers, text, times or bytes: k is set('a','b')"),
                made("key JSON", List.of(), "CREATE TABLE t (k JSON NOT NULL UNIQUE, p varchar(50))")
                        .with("row.key.column", "k")
                        .refused(key + "must name a column that is NOT NULL and alone in a unique index: k is not"),
                made("key of hashes", List.of(), "CREATE TABLE t (k varchar(1000) NOT NULL UNIQUE, p varchar(50))")
                        .with("row.key.column", "k")
                        .refused(key + "must name a column that is NOT NULL and alone in a unique index: k is not"),
                made("key geometry", List.of(), "CREATE TABLE t (k point NOT NULL, p varchar(50))")
                        .with("row.key.column", "k")
                        .refused(key + "must name a column that is NOT NULL and alone in a unique index: k is not"),
                table("a key that may be null", "CREATE TABLE t (k int UNIQUE, p varchar(50))")
                        .with("row.key.column", "k")
                        .refused(key + "must name a column that is NOT NULL and alone in a unique index: k is not"),
                table("no key", "CREATE TABLE t (k int, p varchar(50))")
                        .refused(key + "must name a unique column: t has no primary key"),
                table("a composite key", "CREATE TABLE t (k int, a int DEFAULT 1, p varchar(50), PRIMARY KEY (k, a))")
                        .refused(key + "must name a unique column: t has the primary key (k, a)"),
                table("MyISAM", "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) ENGINE = MyISAM")
                        .refused(table + "must name an InnoDB table: t is MyISAM"),
                table("Aria", "CREATE TABLE t (k int PRIMARY KEY, p varchar(50)) ENGINE = Aria")
                        .refused(table + "must name an InnoDB table: t is Aria"),
                table(
                                "a view",
                                "CREATE TABLE base (k int PRIMARY KEY, p varchar(50))",
                                "CREATE VIEW t AS SELECT * FROM base")
                        .refused(table + "must name an InnoDB table: t is a view"),
                made("a sequence", List.of(), "CREATE SEQUENCE t")
                        .refused(table + "must name an InnoDB table: t is a sequence"),
                made(
                                "a generated path",
                                List.of(),
                                "CREATE TABLE t (k int PRIMARY KEY, p varchar(50) AS (concat('image/', k)) PERSISTENT)")
                        .refused(column
                                + "must name a column that holds text and can be written: p is varchar(50), generated"),
                path("ENUM('image/1')", "utf8mb4", "image/1")
                        .refused(
                                column + "must name a column that holds text and can be written: p is enum('image/1')"),
                path("binary(20)", "utf8mb4", "image/1")
                        .refused(column + "must name a column that holds text and can be written: p is binary(20)"),
                path("varchar(50) CHARACTER SET latin1", "latin1", "image/1")
                        .with("target.object.prefix", "日本/")
                        .refused(prefix + "has characters that the column p, of latin1, cannot hold: 日本/"),
                path("varchar(50) CHARACTER SET utf8mb3", "utf8mb3", "image/1")
                        .with("target.object.prefix", "😀/")
                        .refused(prefix + "has characters that the column p, of utf8mb3, cannot hold: 😀/"),
                path("varchar(10)", "utf8mb4", "image/1")
                        .with("target.object.prefix", "ein-längerer-name/")
                        .refused(
                                prefix + "is too long for the column p, which holds 10 characters: ein-längerer-name/"),
                table(
                                "a unique index on the first characters",
                                "CREATE TABLE t (k int PRIMARY KEY, p varchar(50), UNIQUE first (p(7)))")
                        .refused(twoPaths + "SQL state 23000, error 1062: "),
                table(
                                "a unique index on two columns",
                                "CREATE TABLE t (k int PRIMARY KEY, a int DEFAULT 1, p varchar(50), UNIQUE pair (a, p(7)))")
                        .refused(twoPaths + "SQL state 23000, error 1062: "),
                table(
                                "a unique index on what is made of paths",
                                "CREATE TABLE t (k int PRIMARY KEY, p varchar(50),"
                                        + " r varchar(50) AS (IF(p LIKE 'avatar/%', 'avatar', p)) PERSISTENT UNIQUE)")
                        .refused(twoPaths + "SQL state 23000, error 1062: "),
                table(
                                "a constraint",
                                "CREATE TABLE t (k int PRIMARY KEY, p varchar(50), CONSTRAINT legacy CHECK (p LIKE 'image/%'))")
                        .refused(noPath + "SQL state 23000, error 4025: "),
                table(
                                "a foreign key of paths",
                                "CREATE TABLE objects (p varchar(50) PRIMARY KEY)",
                                "INSERT INTO objects VALUES ('image/1'), ('image/2')",
                                "CREATE TABLE t (k int PRIMARY KEY, p varchar(50), FOREIGN KEY (p) REFERENCES objects (p))")
                        .refused(noPath + "SQL state 23000, error 1452: "),
                table(
                                "a trigger that keeps the path",
                                "CREATE TABLE t (k int PRIMARY KEY, p varchar(50))",
                                "CREATE TRIGGER guard BEFORE UPDATE ON t FOR EACH ROW SET NEW.p = OLD.p")
                        .refused(
                                noPath
                                        + "a trigger stores \"image/1\" instead; triggers of the table: guard (BEFORE UPDATE, names p)"));
    }

    private static OddTable latin1OfUtf8() {
        String utf8 = "CAST('image/日本é' AS BINARY)";
        OddTable table = made(
                "a column of latin1 that holds UTF-8",
                List.of("image/日本é", "image/a"),
                "CREATE TABLE t (k int PRIMARY KEY, p varchar(100) CHARACTER SET latin1)",
                "INSERT INTO t VALUES (1, " + utf8 + "), (2, 'image/a')");
        return table.with("path.charset", "binary");
    }

    private static String versioned(String key, String more) {
        return "CREATE TABLE t (" + key + ", p varchar(50), row_start timestamp(6) GENERATED ALWAYS AS ROW START,"
                + " row_end timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (row_start, row_end))"
                + " WITH SYSTEM VERSIONING" + more;
    }

    private static OddTable triggers() {
        List<String> statements =
                new ArrayList<>(List.of(LOG, "CREATE TABLE t (k int PRIMARY KEY, p varchar(50), n int DEFAULT 0)"));
        for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
            String row = event.equals("DELETE") ? "OLD" : "NEW";
            statements.add("CREATE TRIGGER after_" + event + " AFTER " + event
                    + " ON t FOR EACH ROW INSERT INTO log VALUES (" + row + ".p)");
            statements.add("CREATE TRIGGER before_" + event + " BEFORE " + event + " ON t FOR EACH ROW "
                    + (event.equals("DELETE")
                            ? "INSERT INTO log VALUES ('gone')"
                            : "SET NEW.n = LENGTH(NEW.p) - LENGTH(NEW.p)"));
        }
        return table("triggers of all six kinds", statements.toArray(String[]::new));
    }

    private void make(OddTable table) throws Exception {
        fixture.with("database.table.to.update", "t").with("table.column.name.to.update", "p");
        table.settings().forEach(fixture::with);
        for (String statement : table.statements()) {
            fixture.execute(statement);
        }
        fixture.objects(table.paths().toArray(String[]::new));
    }

    /** All that is stored in the table but what it notes of changes itself. */
    private List<String> stored(OddTable table) throws Exception {
        String columns = String.join(
                ", ",
                fixture.column("SELECT CONCAT('COALESCE(HEX(`', REPLACE(column_name, '`', '``'), '`), \"null\")')"
                        + " FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '"
                        + table.table() + "' AND extra NOT LIKE 'on update%'"
                        + " AND COALESCE(generation_expression, '') NOT LIKE 'ROW %'"));
        return fixture.column(
                "SELECT CONCAT_WS(' ', " + columns + ") FROM " + TableSchema.quoted(table.table()) + " ORDER BY 1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("migrated")
    void should_migrate_verify_and_roll_back_byte_for_byte_when_a_table_is_odd(OddTable table) throws Exception {
        make(table);
        List<String> before = stored(table);
        List<String> renamed = table.paths().stream()
                .map(path -> path.replace("image/", "avatar/"))
                .toList();

        try (Connections connections = new Connections(fixture.settings())) {
            migrate(connections, table.paths().size());
        }

        assertThat(fixture.targetKeys()).containsExactlyInAnyOrderElementsOf(renamed);
        for (String path : renamed) {
            assertThat(fixture.column("SELECT COUNT(*) FROM " + TableSchema.quoted(table.table()) + " WHERE CAST("
                            + TableSchema.quoted(table.column()) + " AS BINARY) = CAST(CONVERT('" + path + "' USING "
                            + table.charset() + ") AS BINARY)"))
                    .as(path)
                    .containsExactly("1");
        }
        assertThat(Operating.command(fixture, "verify"))
                .extracting(Operating.Answer::exitCode)
                .isEqualTo(ExitCode.DONE);
        Operating.Answer rollback = Operating.command(fixture, "rollback", "--abandon");
        assertThat(rollback.exitCode()).as(rollback.toString()).isEqualTo(ExitCode.DONE);
        assertThat(stored(table)).containsExactlyElementsOf(before);
    }

    /** What producer and consumer do, one after the other. */
    private void migrate(Connections connections, int rows) {
        Migration migration = Migration.of(fixture.settings());
        TableSchema schema = new Preflight(fixture.settings(), List.of(migration), connections, true)
                .check()
                .get(0);
        Sql statements = Sql.of(schema, fixture.settings());
        Ledger ledger = new Ledger(schema, statements, connections.database());
        JobQueue queue = fixture.queue(connections.redis());
        Scanner scanner = new Scanner(schema, statements, connections.database(), ledger, queue, 2, 1);
        ledger.create();
        ledger.create();
        Page page = scanner.nextPage();
        while (page.more()) {
            for (Job job : page.jobs()) {
                List<Outcome> copied =
                        job.rows().stream().map(row -> copied(migration, row)).toList();
                queue.enqueue(job);
                ledger.record(copied);
                ledger.record(copied);
                assertThat(ledger.unrecorded(job.rows()).rows()).isEmpty();
            }
            page = scanner.nextPage();
        }
        assertThat(new Applier(schema, statements, connections.database(), 2).sweep())
                .isEqualTo(rows);
        scanner.beginNextPass(queue.scan().orElseThrow());
        do {
            page = scanner.nextPage();
            assertThat(page.jobs()).isEmpty();
        } while (page.more());
        assertThat(queue.scan().orElseThrow().isProof()).isTrue();
        assertThat(ledger.counts().total()).isEqualTo(rows);
    }

    private Outcome copied(Migration migration, Row row) {
        String key = migration.newKey(row.path());
        MigrationFixture.s3()
                .copyObject(request -> request.sourceBucket(fixture.buckets().source())
                        .sourceKey(row.path())
                        .destinationBucket(fixture.buckets().target())
                        .destinationKey(key));
        return Outcome.copied(row, key);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void should_say_why_and_write_nothing_when_a_table_cannot_be_migrated(OddTable table) throws Exception {
        make(table);
        fixture.execute("GRANT TRIGGER ON " + fixture.database().name() + ".* TO "
                + fixture.database().user() + "@'%'");

        ConfigurationException refusal;
        try (Connections connections = new Connections(fixture.settings())) {
            Migration migration = Migration.of(fixture.settings());
            Preflight preflight = new Preflight(fixture.settings(), List.of(migration), connections, true);
            refusal = catchThrowableOfType(ConfigurationException.class, preflight::check);
        }

        assertThat(Optional.ofNullable(refusal)).as("refused").isPresent();
        assertThat(refusal.problems()).singleElement().asString().startsWith(table.refusal());
        assertThat(fixture.column("SHOW TABLES LIKE 'moved'")).isEmpty();
        try (Jedis redis = Servers.jedis()) {
            assertThat(redis.keys(fixture.database().name() + "*")).isEmpty();
        }
    }
}
