package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import routes.MigrationFixture;
import routes.fault.Reason;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Ledger;
import routes.queue.Job;
import routes.table.Row;
import routes.table.TableSchema;

@Timeout(60)
class JobPlannerTest {

    @Test
    void should_copy_neither_when_a_job_is_delivered_again_and_one_of_two_is_recorded() throws Exception {
        MigrationFixture fixture = new MigrationFixture()
                .withTable()
                .with("key.mapping", "basename")
                .rows("image/a/x.jpg", "image/b/x.jpg");
        TableSchema schema = fixture.schema();
        Ledger ledger =
                new Ledger(schema, fixture.statements(), fixture.database().dataSource());
        ledger.create();
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state, reason)"
                + " VALUES (1, 'image/a/x.jpg', 'avatar/x.jpg', 'FAILED', 'KEY_COLLISION')");
        Job job = new Job(
                schema.migration().fingerprint(),
                1,
                1,
                null,
                List.of(new Row("1", "image/a/x.jpg", 0), new Row("2", "image/b/x.jpg", 0)));
        SystemHealth health = new SystemHealth(null, copy -> true, most -> List.of());

        JobPlan plan = new JobPlanner(
                        Columns.of(new Column(schema, fixture.statements(), ledger)),
                        health,
                        new JobsUnderWay((column, outcomes) -> ledger.record(outcomes), Clock.systemUTC()))
                .plan(job);

        assertThat(plan.getCopies()).isEmpty();
        assertThat(plan.take()).singleElement().satisfies(outcome -> assertThat(outcome.reason())
                .isEqualTo(Reason.KEY_COLLISION));
    }
}
