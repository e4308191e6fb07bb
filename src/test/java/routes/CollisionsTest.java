package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import routes.config.ExitCode;
import routes.connect.Connections;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Ledger;
import routes.scan.Collisions;
import software.amazon.awssdk.core.sync.RequestBody;

/** Rows whose objects would share a new key, when only the last segment of a key is kept. */
@Timeout(120)
class CollisionsTest {

    private final MigrationFixture fixture = new MigrationFixture();

    @BeforeEach
    void createTable() throws Exception {
        fixture.withTable().with("key.mapping", "basename");
    }

    private Ledger ledger() {
        Ledger ledger = new Ledger(
                fixture.schema(), fixture.statements(), fixture.database().dataSource());
        ledger.create();
        return ledger;
    }

    private Collisions collisions() {
        return new Collisions(
                Columns.of(new Column(fixture.schema(), fixture.statements(), ledger())),
                fixture.database().dataSource());
    }

    @Test
    void should_copy_neither_and_name_both_when_two_keys_become_one() throws Exception {
        fixture.rowsWithObjects("image/a/x.jpg", "image/b/x.jpg", "image/a/y.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("FAILED KEY_COLLISION", "FAILED KEY_COLLISION", "APPLIED");
        assertThat(fixture.column("SELECT detail FROM moved WHERE state = 'FAILED'"))
                .hasSize(2)
                .containsOnly("image/a/x.jpg and image/b/x.jpg map to the same key");
        assertThat(fixture.paths()).containsExactly("image/a/x.jpg", "image/b/x.jpg", "avatar/y.jpg");
        assertThat(fixture.targetKeys()).containsExactly("avatar/y.jpg");
    }

    @Test
    void should_record_what_collides_and_leave_to_the_scan_what_is_no_text_when_nothing_may_be_cut_in_silence()
            throws Exception {
        String longest = "y".repeat(1010);
        fixture.execute("ALTER TABLE ImageDataTable MODIFY ImagePath varbinary(1100)");
        fixture.with("target.object.prefix", "a-longer-name-than-the-legacy-one/")
                .rows("image/a/x", "image/b/x", "image/a/" + longest, "image/b/" + longest);
        fixture.execute(
                "INSERT INTO ImageDataTable (ImagePath) VALUES (CONCAT('image/a/', 0xc328)), (CONCAT('image/b/', 0xc328))");

        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            Ledger ledger = new Ledger(fixture.schema(), fixture.statements(), database);
            ledger.create();
            new Collisions(Columns.of(new Column(fixture.schema(), fixture.statements(), ledger)), database).record();
        }

        assertThat(fixture.column(
                        "SELECT CONCAT_WS(' ', row_key, state, reason, LENGTH(new_path)) FROM moved ORDER BY row_key"))
                .containsExactly(
                        "1 FAILED KEY_COLLISION 35",
                        "2 FAILED KEY_COLLISION 35",
                        "3 FAILED KEY_COLLISION 1024",
                        "4 FAILED KEY_COLLISION 1024");
    }

    @Test
    void should_tell_cases_and_accents_apart_when_the_columns_collation_does_not() throws Exception {
        fixture.rowsWithObjects("image/a/x.jpg", "image/b/X.jpg", "image/c/é.jpg", "image/d/e.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_record_the_new_row_when_its_key_was_taken_by_an_earlier_pass() throws Exception {
        fixture.rowsWithObjects("image/a/x.jpg");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        fixture.rowsWithObjects("image/b/x.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("APPLIED", "FAILED KEY_COLLISION");
        assertThat(fixture.column("SELECT detail FROM moved WHERE row_key = 2"))
                .containsExactly("image/a/x.jpg and image/b/x.jpg map to the same key");
        assertThat(fixture.targetContent("avatar/x.jpg")).isEqualTo("image/a/x.jpg");
    }

    @Test
    void should_record_the_row_again_when_it_is_retried_and_still_collides() throws Exception {
        fixture.rowsWithObjects("image/a/x.jpg", "image/b/x.jpg");
        Collisions collisions = collisions();
        collisions.record();
        fixture.execute("UPDATE moved SET retry = TRUE");

        collisions.record();

        assertThat(fixture.column("SELECT CONCAT_WS(' ', state, reason, attempts, retry) FROM moved"))
                .containsExactly("FAILED KEY_COLLISION 2 0", "FAILED KEY_COLLISION 2 0");
    }

    @Test
    void should_migrate_the_row_when_it_is_retried_and_collides_no_more() throws Exception {
        fixture.rowsWithObjects("image/a/x.jpg", "image/b/x.jpg");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        fixture.execute("DELETE FROM ImageDataTable WHERE ID = 1");
        fixture.execute("UPDATE moved SET retry = TRUE");

        fixture.run();

        assertThat(fixture.paths()).containsExactly("avatar/x.jpg");
        assertThat(fixture.targetContent("avatar/x.jpg")).isEqualTo("image/b/x.jpg");
    }

    @Test
    void should_record_the_row_when_the_application_gave_it_a_path_that_collides() throws Exception {
        fixture.rowsWithObjects("image/a/x.jpg", "image/a/y.jpg");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        fixture.objects("image/b/x.jpg");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/b/x.jpg' WHERE ID = 2");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column("SELECT CONCAT_WS(' ', old_path, state, reason) FROM moved"))
                .containsExactly("image/a/x.jpg APPLIED", "image/b/x.jpg FAILED KEY_COLLISION");
        assertThat(fixture.targetContent("avatar/x.jpg")).isEqualTo("image/a/x.jpg");
    }

    @Test
    void should_leave_what_is_copied_alone_when_another_row_collides_with_it() throws Exception {
        fixture.rows("image/a/x.jpg", "image/b/x.jpg");
        Collisions collisions = collisions();
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state)"
                + " VALUES (1, 'image/a/x.jpg', 'avatar/x.jpg', 'COPIED')");

        collisions.record();

        assertThat(fixture.ledger()).containsExactly("COPIED", "FAILED KEY_COLLISION");
    }

    @Test
    void should_not_fail_when_paths_name_no_object() throws Exception {
        String tooLong = "image/" + "a/".repeat(520) + "x.jpg";
        fixture.execute("ALTER TABLE ImageDataTable MODIFY ImagePath varbinary(2000)");
        fixture.rows("image/b/x.jpg", tooLong).objects("image/b/x.jpg");
        fixture.execute("INSERT INTO ImageDataTable (ImagePath) VALUES (0x696d6167652fff2f7a2e6a7067)");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("APPLIED", "FAILED KEY_TOO_LONG", "FAILED INVALID_PATH");
    }

    @Test
    void should_overwrite_nothing_when_a_row_arrives_after_the_collisions_were_looked_for() throws Exception {
        // as if inserted between the query and the scan: the other row's object is there, and the ledger does not say
        // so
        fixture.rowsWithObjects("image/b/x.jpg");
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().target()).key("avatar/x.jpg"),
                        RequestBody.fromString("image/a/x.jpg"));

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("FAILED TARGET_EXISTS_DIFFERENT");
        assertThat(fixture.paths()).containsExactly("image/b/x.jpg");
        assertThat(fixture.targetContent("avatar/x.jpg")).isEqualTo("image/a/x.jpg");
    }
}
