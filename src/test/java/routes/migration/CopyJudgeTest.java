package routes.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyJudgeTest {

    private final CopyJudge judge = new CopyJudge(50);
    private final JobPlan plan = new JobPlan(Samples.job(1, 20), List.of(), List.of());

    private static ObjectCopy copy(int number) {
        return new ObjectCopy(
                "image/" + number,
                "avatar/" + number,
                List.of(new Row(Integer.toString(number), "image/" + number, 0)));
    }

    private static List<CopyResult> results(int confirmed, int denied) {
        List<CopyResult> results = new ArrayList<>();
        for (int i = 0; i < confirmed; i++) {
            results.add(CopyResult.confirmed(copy(i)));
        }
        for (int i = 0; i < denied; i++) {
            results.add(CopyResult.refused(copy(confirmed + i), Reason.ACCESS_DENIED, "AccessDenied"));
        }
        return results;
    }

    @Test
    void should_record_a_refusal_when_most_copies_succeed() {
        JobResult result = judge.judge(plan, results(17, 3));

        assertThat(result.fault()).isNull();
        assertThat(result.count(LedgerState.COPIED)).isEqualTo(17);
        assertThat(result.count(LedgerState.FAILED)).isEqualTo(3);
    }

    @Test
    void should_record_no_refusal_when_most_copies_are_refused() {
        JobResult result = judge.judge(plan, results(5, 15));

        assertThat(result.count(LedgerState.COPIED)).isEqualTo(5);
        assertThat(result.count(LedgerState.FAILED)).isZero();
        assertThatThrownBy(result::throwFault)
                .isInstanceOf(SystemFaultException.class)
                .hasMessageContaining("15 of 20");
    }

    @Test
    void should_record_what_is_decided_and_fail_the_job_when_a_copy_was_disturbed() {
        List<CopyResult> results = results(2, 0);
        results.add(CopyResult.disturbed(copy(9), new IllegalStateException("connection reset")));

        JobResult result = judge.judge(plan, results);

        assertThat(result.outcomes()).hasSize(2);
        assertThatThrownBy(result::throwFault).hasMessageContaining("connection reset");
    }

    @Test
    void should_be_content_when_there_was_nothing_to_copy() {
        JobResult result = judge.judge(plan, null);

        result.throwFault();
        assertThat(result.outcomes()).isEmpty();
    }
}
