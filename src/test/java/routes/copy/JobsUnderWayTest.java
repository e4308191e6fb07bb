package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.table.Row;
import routes.testing.Samples;

class JobsUnderWayTest {

    private final List<Outcome> recorded = new ArrayList<>();
    private boolean databaseIsAway;
    private Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private final JobsUnderWay underWay = new JobsUnderWay(
            (column, outcomes) -> {
                if (databaseIsAway) {
                    throw new IllegalStateException("away");
                }
                recorded.addAll(outcomes);
            },
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    private JobPlan plan(int copies) {
        Job job = Samples.job(1, copies);
        List<ObjectCopy> objects = new ArrayList<>();
        for (Row row : job.rows()) {
            objects.add(new ObjectCopy(row.path(), "avatar/" + row.key(), List.of(row)));
        }
        JobPlan plan = JobPlan.first(job, objects);
        underWay.add(plan);
        return plan;
    }

    private static void confirm(JobPlan plan, int number) {
        plan.decided(CopyResult.confirmed(plan.getCopies().get(number)));
    }

    @Test
    void should_record_what_is_known_at_once_when_the_process_has_just_begun_to_work() {
        JobPlan plan = plan(3);
        confirm(plan, 0);
        now = now.plusMillis(300);

        assertThat(underWay.record()).hasSize(1);
        confirm(plan, 1);
        now = now.plusMillis(300);
        assertThat(underWay.record()).isEmpty();
        now = now.plusSeconds(1);
        assertThat(underWay.record()).hasSize(1);
    }

    @Test
    void should_record_what_is_known_once_when_a_job_takes_long() {
        confirm(plan(1), 0);
        now = now.plusSeconds(1);
        underWay.record();
        recorded.clear();
        now = now.plusSeconds(60);
        JobPlan plan = plan(3);
        confirm(plan, 0);

        now = now.plusSeconds(4);
        assertThat(underWay.record()).isEmpty();

        now = now.plusSeconds(2);
        assertThat(underWay.record()).singleElement().satisfies(result -> {
            assertThat(result.job()).isEqualTo(plan.job());
            assertThat(result.outcomes()).hasSize(1);
        });
        confirm(plan, 2);
        now = now.plusSeconds(6);
        assertThat(underWay.record().get(0).outcomes()).hasSize(1);
        assertThat(underWay.record()).isEmpty();
        assertThat(recorded).extracting(outcome -> outcome.row().key()).containsExactly("1000", "1002");

        confirm(plan, 1);
        assertThat(plan.take()).extracting(outcome -> outcome.row().key()).containsExactly("1001");
    }

    @Test
    void should_leave_it_to_the_next_time_when_it_cannot_be_recorded() {
        JobPlan plan = plan(1);
        confirm(plan, 0);
        now = now.plusSeconds(6);
        databaseIsAway = true;

        assertThatThrownBy(underWay::record).hasMessage("away");

        assertThat(plan.take()).hasSize(1);
    }
}
