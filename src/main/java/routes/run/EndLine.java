package routes.run;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.config.ExitCode;
import routes.process.Lifecycle;
import routes.status.Moments;
import routes.status.Run;
import routes.status.Status;

/** The last line of a process: what it has come to, and what comes next. */
final class EndLine {

    private static final Logger LOG = LoggerFactory.getLogger(EndLine.class);

    private EndLine() {}

    /**
     * Tells.
     *
     * @param last the last snapshot; null when there is none, as of a consumer
     * @param copied rows that this process has copied
     */
    static void tell(Lifecycle lifecycle, Status last, long copied) {
        int code = lifecycle.exitCode();
        String text = code == ExitCode.FAILED ? stopped(lifecycle, last, copied) : done(code, last);
        long seconds = last == null || last.run() == null ? 0 : last.run().seconds();
        Event.END.info(
                LOG,
                "{}",
                text,
                value("exitCode", code),
                value("seconds", seconds),
                value("applied", last == null ? 0 : last.rows().applied()),
                value("failed", last == null ? 0 : last.rows().failed()),
                value("superseded", last == null ? 0 : last.rows().superseded()));
    }

    private static String done(int code, Status last) {
        String next = code == ExitCode.DONE
                ? "; next: verify"
                : "; next: put right what the exceptions name and retry, or verify";
        if (last == null) {
            return "done" + next;
        }
        return String.format(
                "done: %s rewritten, %s%s%s",
                Moments.count(last.rows().applied(), "row"),
                // those whose object is in question are rewritten rows, too
                Moments.count(
                        last.exceptions().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        "exception"),
                last.run() == null ? "" : time(last.run()), // when Redis was wiped, it is not known when the run began
                next);
    }

    private static String time(Run run) {
        return String.format(
                Locale.ROOT, ", in %s (%,.0f rows/s on an average)", Moments.duration(run.seconds()), run.perSecond());
    }

    private static String stopped(Lifecycle lifecycle, Status last, long copied) {
        String why = lifecycle.why().map(reason -> "gave up: " + reason).orElse("stopped");
        String at = last == null || last.rows().total() == null
                ? Moments.count(copied, "row") + " copied by this process"
                : String.format(
                        Locale.ROOT,
                        "%,d of %s rewritten",
                        last.rows().applied(),
                        Moments.count(last.rows().total(), "row"));
        return why + "; " + at + ". Nothing is lost: started again, it goes on where it stopped";
    }
}
