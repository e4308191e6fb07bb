package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import routes.fault.Reason;
import routes.fault.SystemFaultException;
import routes.ledger.LedgerState;
import routes.table.Row;
import routes.testing.Samples;

class CopyJudgeTest {

    private final CopyJudge judge = new CopyJudge(50);

    private static ObjectCopy copy(int number) {
        return new ObjectCopy(
                "image/" + number,
                "avatar/" + number,
                List.of(new Row(Integer.toString(number), "image/" + number, 0)));
    }

    private static ObjectCopy retried(int number) {
        return new ObjectCopy(
                "image/" + number,
                "avatar/" + number,
                List.of(new Row(Integer.toString(number), "image/" + number, 1)));
    }

    private static JobPlan plan(int confirmed, int denied, int disturbed) {
        List<ObjectCopy> copies = new ArrayList<>();
        for (int i = 0; i < confirmed + denied + disturbed; i++) {
            copies.add(copy(i));
        }
        JobPlan plan = new JobPlan(Samples.job(1, copies.size()), copies, List.of());
        for (int i = 0; i < confirmed; i++) {
            plan.add(CopyResult.confirmed(copies.get(i)));
        }
        for (int i = confirmed; i < confirmed + denied; i++) {
            plan.add(CopyResult.refused(copies.get(i), Reason.ACCESS_DENIED, "AccessDenied"));
        }
        for (int i = confirmed + denied; i < copies.size(); i++) {
            plan.disturbed(new IllegalStateException("connection reset"));
        }
        return plan;
    }

    @Test
    void should_record_a_refusal_when_most_copies_succeed() {
        JobResult result = judge.judge(plan(17, 3, 0));

        assertThat(result.fault()).isNull();
        assertThat(result.count(LedgerState.COPIED)).isEqualTo(17);
        assertThat(result.count(LedgerState.FAILED)).isEqualTo(3);
    }

    @Test
    void should_record_no_refusal_when_most_copies_are_refused() {
        JobResult result = judge.judge(plan(5, 15, 0));

        assertThat(result.count(LedgerState.COPIED)).isEqualTo(5);
        assertThat(result.count(LedgerState.FAILED)).isZero();
        assertThatThrownBy(() -> judge.hold(result))
                .isInstanceOf(SystemFaultException.class)
                .hasMessageContaining("15 of 20");
    }

    @Test
    void should_record_refusals_when_they_meet_rows_that_were_refused_before() {
        List<ObjectCopy> copies =
                IntStream.range(0, 20).mapToObj(CopyJudgeTest::retried).toList();
        JobPlan plan = new JobPlan(Samples.job(1, 20), copies, List.of());
        copies.forEach(copy -> plan.add(CopyResult.refused(copy, Reason.ACCESS_DENIED, "AccessDenied")));

        JobResult result = judge.judge(plan);

        assertThat(result.fault()).isNull();
        assertThat(result.count(LedgerState.FAILED)).isEqualTo(20);
    }

    @Test
    void should_believe_every_refusal_when_the_share_is_zero() {
        JobResult result = new CopyJudge(0).judge(plan(0, 20, 0));

        assertThat(result.fault()).isNull();
        assertThat(result.count(LedgerState.FAILED)).isEqualTo(20);
    }

    @Test
    void should_record_what_is_decided_and_fail_the_job_when_a_copy_was_disturbed() {
        JobResult result = judge.judge(plan(2, 0, 1));

        assertThat(result.outcomes()).hasSize(2);
        assertThatThrownBy(() -> judge.hold(result)).hasMessageContaining("connection reset");
    }

    @Test
    void should_fail_the_job_when_a_copy_ended_without_a_result() {
        JobPlan plan = new JobPlan(Samples.job(1, 2), List.of(copy(1), copy(2)), List.of());
        plan.add(CopyResult.confirmed(copy(1)));

        JobResult result = judge.judge(plan);

        assertThat(result.outcomes()).hasSize(1);
        assertThatThrownBy(() -> judge.hold(result)).isInstanceOf(SystemFaultException.class);
    }

    @Test
    void should_be_content_when_there_was_nothing_to_copy() {
        JobResult result = judge.judge(plan(0, 0, 0));

        judge.hold(result);
        assertThat(result.outcomes()).isEmpty();
    }
}
