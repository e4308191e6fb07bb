package routes.resync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.ledger.CopyRecord;
import routes.resync.ChangeRule.Verdict;

class ChangeRuleTest {

    private static final String COPIED = "2026-11-01T12:00:00Z";

    @ParameterizedTest
    @CsvSource({
        "a, 2026-10-01T00:00:00Z, SAME, 'the same bytes, written long ago'",
        "a, 2026-11-01T12:00:00Z, SAME, 'the same bytes, in the same second'",
        "a, 2026-11-01T12:00:00.700Z, SAME, 'the same bytes, in the same second as far as is known'",
        "a, 2026-11-01T12:00:01Z, CHANGED, 'the same bytes, written anew: other metadata, it may be'",
        "b, 2026-11-01T12:00:01Z, CHANGED, 'written since'",
        "b, 2026-11-01T11:59:59Z, DOUBTFUL, 'a PUT that began before the copy may have ended after it'",
        "b, 2026-11-01T10:59:59Z, SAME, 'long before: a key of KMS'",
        "b-3, 2026-10-01T00:00:00Z, DOUBTFUL, 'an upload in parts is dated from its beginning'"
    })
    void should_tell_by_tags_and_times_when_the_source_was_not_looked_at(
            String tag, String modified, Verdict verdict, String why) {
        CopyRecord copy = new CopyRecord("a", Instant.parse(COPIED), null, null, null);

        assertThat(ChangeRule.of(new SourceObject(tag, Instant.parse(modified)), copy))
                .as(why)
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "s-2, 2026-10-01T00:00:00.345Z, SAME",
        "s-2, 2026-10-01T00:00:01Z, CHANGED",
        "t-2, 2026-10-01T00:00:00Z, CHANGED",
        "a, 2026-10-01T00:00:00Z, CHANGED"
    })
    void should_compare_with_what_was_copied_when_that_is_known(String tag, String modified, Verdict verdict) {
        CopyRecord copy =
                new CopyRecord("a", Instant.parse(COPIED), "s-2", Instant.parse("2026-10-01T00:00:00Z"), null);

        assertThat(ChangeRule.of(new SourceObject(tag, Instant.parse(modified)), copy))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"a, a, SAME", "a, b, DOUBTFUL", ", b, DOUBTFUL"})
    void should_doubt_when_nothing_is_known_of_the_copy_but_its_tag(String copied, String tag, Verdict verdict) {
        CopyRecord copy = new CopyRecord(copied, null, null, null, null);

        assertThat(ChangeRule.of(new SourceObject(tag, Instant.parse(COPIED)), copy))
                .isEqualTo(verdict);
    }
}
