package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import routes.config.Migration.KeyMapping;
import routes.fault.Reason;
import routes.fault.SystemFaultException;
import routes.ledger.LedgerState;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.queue.Tries;
import routes.table.Row;
import routes.testing.Samples;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

class CopyJudgeTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration TIME = Duration.ofSeconds(120);

    private final List<ObjectCopy> known = new ArrayList<>(List.of(copy(Samples.job(9, 1), 0)));
    private int experiments;
    private Predicate<CopyObjectRequest> s3 = copy -> {
        throw SdkClientException.create("S3 is down");
    };
    private final SystemHealth health = new SystemHealth(
            new CopyRequests(
                    Samples.migration(KeyMapping.SUBPATH),
                    CopyObjectRequest.builder().build(),
                    false),
            copy -> {
                experiments++;
                return s3.test(copy);
            },
            most -> known);
    private final CopyJudge judge = new CopyJudge(health, new TrySchedule(TIME), Clock.fixed(NOW, ZoneOffset.UTC));

    private static ObjectCopy copy(Job job, int number) {
        Row row = job.rows().get(number);
        return new ObjectCopy(row.path(), row.path().replace("image/", "avatar/"), List.of(row));
    }

    /** A plan of which so many copies were confirmed, then so many failed; the rest was not attempted. */
    private JobPlan plan(Job job, int confirmed, int failed) {
        List<ObjectCopy> copies = new ArrayList<>();
        for (int i = 0; i < job.rows().size(); i++) {
            copies.add(copy(job, i));
        }
        JobPlan plan = new JobPlan(null, job, copies, List.of(), health.now());
        CopyResults results = new CopyResults(health);
        for (int i = 0; i < copies.size(); i++) {
            if (i < confirmed) {
                results.answered(plan, copies.get(i), "an answer");
            } else if (i < confirmed + failed) {
                results.failed(plan, copies.get(i), SdkClientException.create("timed out"));
            } else {
                results.failed(plan, copies.get(i), new NotAttemptedException());
            }
        }
        return plan;
    }

    private static Job tried(Job job, int times) {
        return job.part(job.rows(), new Tries(times, NOW.minus(TIME).toEpochMilli(), 0));
    }

    private static List<String> keys(Job job) {
        return job.rows().stream().map(Row::key).toList();
    }

    @Test
    void should_try_again_later_when_one_fails_and_others_are_copied() {
        JobResult result = judge.judge(plan(Samples.job(1, 20), 19, 1));

        judge.hold(result);
        assertThat(result.count(LedgerState.COPIED)).isEqualTo(19);
        assertThat(result.rowsBefore()).isZero();
        assertThat(result.count(LedgerState.FAILED)).isZero();
        assertThat(result.later()).singleElement().satisfies(later -> {
            assertThat(keys(later)).containsExactly("1019");
            assertThat(later.sequence()).isZero();
            assertThat(later.tries())
                    .isEqualTo(
                            new Tries(1, NOW.toEpochMilli(), NOW.plusSeconds(1).toEpochMilli()));
        });
        assertThat(experiments).isZero();
    }

    @Test
    void should_tell_what_the_job_came_to_when_a_part_was_recorded_while_the_rest_took_long() {
        JobPlan plan = plan(Samples.job(1, 20), 12, 0);
        assertThat(plan.take()).hasSize(12);
        s3 = copy -> true;

        JobResult result = judge.judge(plan);

        assertThat(result.countOfJob(LedgerState.COPIED)).isEqualTo(12);
        assertThat(result.count(LedgerState.COPIED)).isZero();
        assertThat(result.rowsLater()).isEqualTo(8);
        assertThat(result.rowsBefore()).isZero();
    }

    @Test
    void should_record_it_in_s3s_words_when_the_last_try_fails_and_others_are_copied() {
        JobResult result = judge.judge(plan(tried(Samples.job(1, 2), 5), 1, 1));

        assertThat(result.later()).isEmpty();
        Outcome failed = result.outcomes().get(1);
        assertThat(failed.reason()).isEqualTo(Reason.COPY_FAILED);
        assertThat(failed.detail())
                .isEqualTo("SdkClientException: timed out; tried 6 times in 120 s, while others were copied");
    }

    @Test
    void should_name_objects_once_when_their_second_try_has_failed() {
        Logger logger = (Logger) LoggerFactory.getLogger("routes.copy");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            judge.judge(plan(Samples.job(1, 20), 19, 1));
            assertThat(log.list).isEmpty();

            judge.judge(plan(tried(Samples.job(1, 20), 1), 19, 1));
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("object image/19 cannot be copied while others are: SdkClientException: timed out;"
                            + " it is tried 4 times more, then recorded as COPY_FAILED");

            judge.judge(plan(tried(Samples.job(1, 20), 2), 19, 1));
            assertThat(log.list).hasSize(1);

            judge.judge(plan(tried(Samples.job(1, 40), 1), 28, 12));
            assertThat(log.list).hasSize(12).last().asString().contains("2 more objects of job");
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void should_spread_the_tries_over_the_whole_time() {
        Duration time = Duration.ZERO;
        int tries = 1;
        while (new TrySchedule(TIME).pauseAfter(tries).isPresent()) {
            time = time.plus(new TrySchedule(TIME).pauseAfter(tries).orElseThrow());
            tries++;
        }

        assertThat(tries).isEqualTo(6);
        assertThat(time).isEqualTo(TIME);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void should_record_nothing_and_hold_when_nothing_is_copied_and_the_experiment_fails(int tries) {
        Job job = Samples.job(1, 12);
        JobResult result = judge.judge(plan(tries == 0 ? job : tried(job, tries), 0, 12));

        assertThat(result.outcomes()).isEmpty();
        assertThat(result.later()).isEmpty();
        assertThatThrownBy(() -> judge.hold(result))
                .isInstanceOf(SystemFaultException.class)
                .hasMessage("12 of 12 copies fail, such as image/0: SdkClientException: timed out;"
                        + " image/0, which was copied before, fares no better: SdkClientException: S3 is down");
    }

    @Test
    void should_blame_the_objects_when_nothing_else_is_copied_and_the_experiment_succeeds() {
        s3 = copy -> true;

        JobResult result = judge.judge(plan(tried(Samples.job(1, 12), 5), 0, 12));

        assertThat(result.fault()).isNull();
        assertThat(result.count(LedgerState.FAILED)).isEqualTo(12);
    }

    @Test
    void should_hold_when_hardly_any_copy_succeeds_and_the_experiment_fails_once() {
        known.add(copy(Samples.job(8, 1), 0));
        known.add(copy(Samples.job(7, 1), 0));
        s3 = copy -> {
            if (experiments == 3) {
                throw SdkClientException.create("S3 is down");
            }
            return true;
        };

        JobResult result = judge.judge(plan(Samples.job(1, 20), 0, 16));

        assertThat(result.fault()).isNotNull();
        assertThat(experiments).isEqualTo(3);
    }

    @Test
    void should_hold_when_no_object_is_known_that_was_ever_copied() {
        known.clear();

        JobResult result = judge.judge(plan(Samples.job(1, 1), 0, 1));

        assertThatThrownBy(() -> judge.hold(result)).hasMessageContaining("no copy is known that succeeded");
    }

    @Test
    void should_hold_when_the_known_objects_do_not_tell() {
        s3 = copy -> false;

        assertThat(judge.judge(plan(Samples.job(1, 1), 0, 1)).fault()).isNotNull();
    }

    @Test
    void should_experiment_with_what_this_process_copied_last() {
        List<String> tried = new ArrayList<>();
        s3 = copy -> tried.add(copy.sourceKey());
        for (int job = 1; job <= 4; job++) {
            judge.judge(plan(Samples.job(job, job), job, 0));
        }

        judge.judge(plan(Samples.job(5, 20), 0, 16));

        assertThat(tried).hasSize(3);
        assertThat(known).hasSize(1);
    }

    @Test
    void should_give_back_what_was_not_attempted_as_it_was() {
        s3 = copy -> true;

        JobResult result = judge.judge(plan(Samples.job(1, 20), 0, 16));

        assertThat(result.later()).hasSize(2);
        assertThat(result.later().get(0).rows()).hasSize(16);
        assertThat(keys(result.later().get(1))).containsExactly("1016", "1017", "1018", "1019");
        assertThat(result.later().get(1).tries()).isNull();
    }

    @Test
    void should_hold_whatever_the_others_do_when_the_system_is_known_to_be_at_fault() {
        JobPlan plan = plan(Samples.job(1, 3), 2, 0);
        JobPlan disturbed = new JobPlan(null, plan.job(), plan.getCopies(), List.of(), health.now());
        disturbed.decided(CopyResult.confirmed(plan.getCopies().get(0)));
        disturbed.disturbed(new java.net.ConnectException("refused"));

        JobResult result = judge.judge(disturbed);

        assertThat(result.outcomes()).hasSize(1);
        assertThatThrownBy(() -> judge.hold(result))
                .isInstanceOf(SystemFaultException.class)
                .hasMessageContaining("refused");
    }

    @Test
    void should_fail_the_job_when_a_copy_ended_without_a_result() {
        JobPlan plan = new JobPlan(
                null,
                Samples.job(1, 2),
                List.of(copy(Samples.job(1, 2), 0), copy(Samples.job(1, 2), 1)),
                List.of(),
                health.now());
        plan.decided(CopyResult.confirmed(plan.getCopies().get(0)));

        JobResult result = judge.judge(plan);

        assertThat(result.outcomes()).hasSize(1);
        assertThatThrownBy(() -> judge.hold(result)).isInstanceOf(SystemFaultException.class);
    }

    @Test
    void should_be_content_when_there_was_nothing_to_copy() {
        JobResult result = judge.judge(plan(Samples.job(1, 1).part(List.of(), null), 0, 0));

        judge.hold(result);
        assertThat(result.outcomes()).isEmpty();
    }

    @Test
    void should_not_attempt_the_rest_only_when_failures_follow_each_other() {
        JobPlan mixed = plan(Samples.job(1, 400), 0, 0);
        JobPlan interrupted = new JobPlan(null, mixed.job(), mixed.getCopies(), List.of(), health.now());
        for (int i = 0; i < 300; i++) {
            ObjectCopy copy = mixed.getCopies().get(i);
            if (i % 2 == 0) {
                interrupted.undecided(CopyResult.refused(copy, Reason.COPY_FAILED, "500"));
            } else {
                interrupted.decided(CopyResult.confirmed(copy));
            }
        }

        assertThat(interrupted.isHopeless()).isFalse();
        assertThat(plan(Samples.job(1, 20), 1, 16).isHopeless()).isTrue();
    }
}
