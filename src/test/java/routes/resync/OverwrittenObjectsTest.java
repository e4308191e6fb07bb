package routes.resync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import routes.MigrationFixture;
import routes.config.ConfigurationException;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;

/** An application that goes on writing legacy objects while they are migrated. */
@Timeout(120)
class OverwrittenObjectsTest {

    private final MigrationFixture fixture = new MigrationFixture();
    private FaultyS3 front;

    @BeforeEach
    void stand() throws Exception {
        front = new FaultyS3(Servers.s3().endpoint());
        fixture.withTable()
                .with("aws.endpoint.url.s3", front.endpoint().toString())
                .with("copy.retry.time", "1500ms")
                .with("s3.max.attempts", "1");
    }

    @AfterEach
    void leave() throws Exception {
        front.close();
    }

    private void put(String key, String content) {
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().source()).key(key),
                        RequestBody.fromString(content));
    }

    private void putTarget(String key, String content) {
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().target()).key(key),
                        RequestBody.fromString(content));
    }

    private List<String> ledger() {
        try {
            return fixture.ledger();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does something once, when all that is copied is about to be compared. */
    private void beforeTheFirstListing(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        front.answer(request -> {
            if (request.method().equals("GET")
                    && request.query().contains("list-type")
                    && done.compareAndSet(false, true)) {
                action.run();
            }
            return Optional.empty();
        });
    }

    @Test
    void should_copy_again_when_a_legacy_object_was_overwritten_after_its_copy() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2", "image/3");
        beforeTheFirstListing(() -> put("image/2", "a newer picture"));

        assertThat(fixture.run()).isZero();

        assertThat(fixture.targetContent("avatar/2")).isEqualTo("a newer picture");
        assertThat(fixture.targetContent("avatar/1")).isEqualTo("image/1");
        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2", "avatar/3");
        assertThat(fixture.column("SELECT source_etag FROM moved WHERE source_etag IS NOT NULL"))
                .hasSize(1);
    }

    @Test
    void should_leave_the_newer_object_when_the_application_has_written_at_the_new_key() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2");
        beforeTheFirstListing(() -> {
            put("image/2", "a newer picture");
            putTarget("avatar/2", "the newest picture");
        });

        assertThat(fixture.run()).isEqualTo(3);

        assertThat(fixture.targetContent("avatar/2")).isEqualTo("the newest picture");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED TARGET_CHANGED");
        assertThat(fixture.run()).as("a run again").isEqualTo(3);
        assertThat(fixture.targetContent("avatar/2")).isEqualTo("the newest picture");
    }

    @Test
    void should_be_quiet_when_the_application_writes_at_the_new_key_only() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2");
        beforeTheFirstListing(() -> putTarget("avatar/2", "the newest picture"));

        assertThat(fixture.run()).isZero();

        assertThat(fixture.targetContent("avatar/2")).isEqualTo("the newest picture");
    }

    @Test
    void should_report_when_a_legacy_object_was_deleted_after_its_copy() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2", "image/3");
        beforeTheFirstListing(() -> {
            MigrationFixture.s3()
                    .deleteObject(request ->
                            request.bucket(fixture.buckets().source()).key("image/2"));
            MigrationFixture.s3()
                    .deleteObject(request ->
                            request.bucket(fixture.buckets().source()).key("image/3"));
            try {
                fixture.execute("DELETE FROM ImageDataTable WHERE ID = 3");
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(fixture.run()).isEqualTo(3);

        assertThat(fixture.ledger())
                .as("a row that is gone too is no exception")
                .containsExactly("APPLIED", "APPLIED SOURCE_GONE", "APPLIED");
        put("image/2", "image/2");
        assertThat(fixture.run()).as("when it is there again").isZero();
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED", "APPLIED");
    }

    @Test
    void should_look_at_each_object_when_the_listing_is_denied_or_lacks_objects() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2");
        AtomicBoolean done = new AtomicBoolean();
        front.answer(request -> {
            if (!request.method().equals("GET") || !request.query().contains("list-type")) {
                return Optional.empty();
            }
            if (done.compareAndSet(false, true)) {
                put("image/2", "a newer picture");
                return Optional.of(Answer.error(403, "AccessDenied", "no"));
            }
            return Optional.of(
                    new Answer(200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"));
        });

        assertThat(fixture.run()).isZero();

        assertThat(fixture.targetContent("avatar/2")).isEqualTo("a newer picture");
    }

    @Test
    void should_call_no_object_gone_when_it_is_the_target_bucket_that_is_not_found() throws Exception {
        fixture.rowsWithObjects("image/1");
        AtomicBoolean listed = new AtomicBoolean();
        AtomicBoolean refused = new AtomicBoolean();
        List<String> recorded = new CopyOnWriteArrayList<>();
        front.answer(request -> {
            if (request.method().equals("GET") && request.query().contains("list-type")) {
                if (listed.compareAndSet(false, true)) {
                    put("image/1", "a newer picture");
                }
                if (refused.get()) {
                    recorded.addAll(ledger());
                }
                return Optional.of(
                        new Answer(200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"));
            }
            return listed.get() && request.operation().equals("PutCopy") && refused.compareAndSet(false, true)
                    ? Optional.of(Answer.error(404, "NoSuchBucket", "not now"))
                    : Optional.empty();
        });

        assertThat(fixture.run()).isZero();

        assertThat(fixture.targetContent("avatar/1")).isEqualTo("a newer picture");
        assertThat(recorded).as("at the passes after the refusal").isNotEmpty().containsOnly("APPLIED");
    }

    @Test
    void should_migrate_a_row_when_its_object_comes_late() throws Exception {
        fixture.rowsWithObjects("image/1").rows("image/2", "image/3");
        beforeTheFirstListing(() -> put("image/2", "the first picture"));

        assertThat(fixture.run()).isEqualTo(3);

        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2", "image/3");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED", "FAILED SOURCE_MISSING");
    }

    @Test
    void should_replace_its_own_copy_when_a_row_comes_back_to_an_object_that_was_overwritten() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2");
        assertThat(fixture.run()).isZero();
        put("image/2", "a newer picture");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/2' WHERE ID = 2");

        assertThat(fixture.run()).isZero();

        assertThat(fixture.targetContent("avatar/2")).isEqualTo("a newer picture");
        assertThat(fixture.paths()).isEqualTo(List.of("avatar/1", "avatar/2"));
    }

    @Test
    void should_try_again_when_a_copy_fails_for_a_while_and_record_when_it_always_does() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2");
        AtomicBoolean listed = new AtomicBoolean();
        front.answer(request -> {
            if (request.method().equals("GET")
                    && request.query().contains("list-type")
                    && listed.compareAndSet(false, true)) {
                put("image/1", "a newer picture");
                put("image/2", "a newer picture, too");
            }
            return listed.get()
                            && request.operation().equals("PutCopy")
                            && request.path().endsWith("avatar/2")
                    ? Optional.of(Answer.error(500, "InternalError", "again and again"))
                    : Optional.empty();
        });

        assertThat(fixture.run()).isEqualTo(3);

        assertThat(fixture.targetContent("avatar/1")).isEqualTo("a newer picture");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED COPY_FAILED");
    }

    @Test
    void should_bring_the_ledger_of_an_earlier_version_along_when_it_may_or_say_how() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2");
        assertThat(fixture.run()).isZero();
        fixture.execute(
                "ALTER TABLE moved DROP COLUMN target_etag, DROP COLUMN copied_at, DROP COLUMN source_etag,"
                        + " DROP COLUMN source_modified, DROP COLUMN source_version, DROP COLUMN source_key, DROP COLUMN target_key");
        put("image/2", "a newer picture");

        assertThatThrownBy(fixture::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "TEMP_TABLE_FOR_UPDATE (temp.table.for.update) names the ledger of an earlier version")
                .hasMessageContaining("ALTER TABLE `moved` ADD COLUMN IF NOT EXISTS source_key");
        fixture.execute("GRANT ALTER ON moved TO '" + fixture.database().user() + "'@'%'");

        assertThat(fixture.run()).as("nobody knows what the copy was made of").isEqualTo(3);
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED TARGET_CHANGED");
        assertThat(fixture.column("SELECT target_etag IS NOT NULL FROM moved ORDER BY row_key"))
                .containsExactly("1", "0");
    }

    @Test
    void should_not_look_when_told_that_nothing_is_overwritten() throws Exception {
        fixture.with("delta.passes", "off").rowsWithObjects("image/1");

        assertThat(fixture.run()).isZero();

        assertThat(front.requests()).noneMatch(request -> request.query().contains("list-type"));
    }
}
