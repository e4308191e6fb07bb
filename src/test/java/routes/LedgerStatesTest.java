package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import routes.apply.Applier;
import routes.config.Migration;
import routes.connect.Connections;
import routes.fault.Reason;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.scan.Scanner;
import routes.table.Row;
import routes.testing.Servers;

/** One row, on which the migration and the application act in any order, late and repeated deliveries included. */
class LedgerStatesTest {

    /** What can happen next. */
    enum Action {
        SCAN,
        COPY,
        FAIL,
        /** The outcome before the last one is recorded once more. */
        REPEAT,
        APPLY,
        RETRY,
        CHANGE_TO_LEGACY,
        CHANGE_TO_OTHER,
        DELETE,
        INSERT
    }

    /** The table in LedgerState; a state stays the same where nothing is to be done, and at another attempt. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "", Set.of("", "COPIED", "FAILED"),
            "COPIED", Set.of("COPIED", "APPLIED", "SUPERSEDED", "FAILED"),
            "APPLIED", Set.of("APPLIED", "COPIED", "FAILED"),
            "SUPERSEDED", Set.of("SUPERSEDED", "COPIED", "FAILED"),
            "FAILED", Set.of("FAILED", "COPIED"));

    private static final MigrationFixture FIXTURE = new MigrationFixture();
    private static HikariDataSource database;
    private static UnifiedJedis redis;
    private static Ledger ledger;
    private static Applier applier;
    private static Scanner scanner;
    private static Migration migration;

    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<String> copied = new HashSet<>();
    private Optional<Row> found = Optional.empty();
    private Optional<String> written = Optional.empty();
    private int number;

    @BeforeContainer
    static void prepare() throws Exception {
        FIXTURE.withTable();
        database = new Connections(FIXTURE.settings()).database();
        redis = RedisClient.builder()
                .hostAndPort(Servers.redis().host(), Servers.redis().port())
                .build();
        ledger = new Ledger(FIXTURE.schema(), FIXTURE.statements(), database);
        ledger.create();
        applier = new Applier(FIXTURE.schema(), FIXTURE.statements(), database, 10);
        scanner = new Scanner(FIXTURE.schema(), FIXTURE.statements(), database, ledger, FIXTURE.queue(redis), 10, 10);
        migration = Migration.of(FIXTURE.settings());
    }

    @AfterContainer
    static void close() {
        redis.close();
        database.close();
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void should_keep_the_application_s_word_and_the_table_of_states_whatever_happens(
            @ForAll @Size(min = 4, max = 14) List<Action> actions) throws Exception {
        FIXTURE.execute("DELETE FROM ImageDataTable");
        FIXTURE.execute("DELETE FROM moved");
        act(Action.INSERT);
        String state = "";
        for (Action action : actions) {
            act(action);
            String next = ledgerState();
            assertThat(ALLOWED.get(state)).as("after %s by %s", state, action).contains(next);
            state = next;
            checkRow();
        }
        // whatever happened, the migration can finish
        for (int pass = 0; pass < 2; pass++) {
            act(Action.SCAN);
            act(Action.COPY);
            act(Action.APPLY);
        }
        checkRow();
        assertThat(ledgerState()).isNotEqualTo("COPIED");
        if (!ledgerState().equals("FAILED")) {
            assertThat(path().orElse("")).doesNotStartWith("image/");
        }
    }

    private void act(Action action) throws Exception {
        switch (action) {
            case SCAN -> {
                redis.del(FIXTURE.database().name() + ":scan");
                scanner.nextPage();
                found = scanner.nextPage().jobs().stream()
                        .map(Job::rows)
                        .flatMap(List::stream)
                        .findFirst();
            }
            case COPY ->
                found.ifPresent(row -> {
                    copied.add(row.path());
                    record(Outcome.copied(row, migration.newKey(row.path())));
                });
            case FAIL ->
                found.ifPresent(row ->
                        record(Outcome.failed(row, migration.newKey(row.path()), Reason.SOURCE_MISSING, "on purpose")));
            case REPEAT -> {
                if (outcomes.size() > 1) {
                    ledger.record(List.of(outcomes.get(outcomes.size() - 2)));
                }
            }
            case APPLY -> applier.sweep();
            case RETRY -> FIXTURE.execute("UPDATE moved SET retry = TRUE WHERE state = 'FAILED'");
            case CHANGE_TO_LEGACY -> write("image/" + number++);
            case CHANGE_TO_OTHER -> write("other/" + number++);
            case DELETE -> {
                FIXTURE.execute("DELETE FROM ImageDataTable");
                written = Optional.empty();
            }
            case INSERT -> {
                if (path().isEmpty()) {
                    FIXTURE.execute("INSERT INTO ImageDataTable VALUES (1, 'image/new" + number + "')");
                    written = Optional.of("image/new" + number++);
                }
            }
        }
    }

    private void record(Outcome outcome) {
        outcomes.add(outcome);
        ledger.record(List.of(outcome));
    }

    private void write(String path) throws Exception {
        if (path().isPresent()) {
            FIXTURE.execute("UPDATE ImageDataTable SET ImagePath = '" + path + "'");
            written = Optional.of(path);
        }
    }

    /** The row is as the application wrote it, or moved from there after its object was copied. */
    private void checkRow() throws Exception {
        Optional<String> path = path();
        assertThat(path.isPresent()).isEqualTo(written.isPresent());
        if (!path.equals(written)) {
            assertThat(copied).contains(written.orElseThrow());
            assertThat(path).contains(migration.newKey(written.orElseThrow()));
        }
    }

    private static Optional<String> path() throws Exception {
        return FIXTURE.column("SELECT ImagePath FROM ImageDataTable").stream().findFirst();
    }

    private static String ledgerState() throws Exception {
        return FIXTURE.column("SELECT state FROM moved").stream().findFirst().orElse("");
    }
}
