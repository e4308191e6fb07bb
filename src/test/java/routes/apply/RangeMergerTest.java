package routes.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import routes.copy.CopiedRange;

class RangeMergerTest {

    private final RangeMerger merger = new RangeMerger(2000);

    private static CopiedRange staged(long pass, long sequence, int rows) {
        return new CopiedRange(
                "f", pass, sequence, "last" + (sequence - 1), "first" + sequence, "last" + sequence, rows, rows, 0, 0);
    }

    private static ColumnRange range(String first, String last) {
        return new ColumnRange(0, new KeyRange(first, last));
    }

    @Test
    void should_not_merge_when_the_numbers_began_anew_after_redis_was_emptied() {
        CopiedRange ofTheScanBefore = new CopiedRange("f", 1, 7, "600", "601", "700", 100, 100, 0, 0);
        CopiedRange ofTheNextScan = new CopiedRange("f", 1, 8, "9700", "9701", "9800", 100, 100, 0, 0);

        assertThat(merger.merge(List.of(ofTheScanBefore, ofTheNextScan)))
                .containsExactly(range("601", "700"), range("9701", "9800"));
    }

    @Test
    void should_merge_neighbours_when_they_arrive_out_of_order() {
        assertThat(merger.merge(List.of(staged(1, 2, 1000), staged(1, 1, 1000))))
                .containsExactly(range("first1", "last2"));
    }

    @Test
    void should_not_merge_across_a_gap_because_unknown_rows_lie_between() {
        assertThat(merger.merge(List.of(staged(1, 1, 10), staged(1, 3, 10))))
                .containsExactly(range("first1", "last1"), range("first3", "last3"));
    }

    @Test
    void should_not_merge_across_passes_or_jobs_outside_the_sequence() {
        assertThat(merger.merge(List.of(staged(1, 1, 10), staged(2, 2, 10)))).hasSize(2);
        assertThat(merger.merge(List.of(staged(1, 0, 10), staged(1, 1, 10)))).hasSize(2);
    }

    @Test
    void should_not_merge_across_columns_when_their_jobs_follow_each_other() {
        CopiedRange ofOne = new CopiedRange("f", 1, 1, null, "1", "9", 9, 9, 0, 0);
        CopiedRange ofAnother = new CopiedRange("f", 1, 2, "9", "10", "19", 9, 9, 0, 1);

        assertThat(merger.merge(List.of(ofAnother, ofOne)))
                .containsExactly(range("1", "9"), new ColumnRange(1, new KeyRange("10", "19")));
    }

    @Test
    void should_bound_the_rows_of_a_range() {
        assertThat(merger.merge(List.of(staged(1, 1, 1000), staged(1, 2, 1000), staged(1, 3, 1000))))
                .containsExactly(range("first1", "last2"), range("first3", "last3"));
    }

    @Test
    void should_keep_a_range_when_a_notification_comes_twice() {
        assertThat(merger.merge(List.of(staged(1, 1, 10), staged(1, 1, 10))))
                .containsExactly(range("first1", "last1"), range("first1", "last1"));
    }
}
