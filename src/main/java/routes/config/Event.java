package routes.config;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;

/**
 * What a line of the log tells of. In JSON it is the field {@code event}, beside which the numbers of the line stand as fields of their own:
 * every line at INFO and above is written by one of these, which {@code LogLinesTest} sees to.
 */
public enum Event {
    WAITING("a server does not answer before the start: for how many seconds it is waited at most", "server seconds"),
    START("settings and servers are checked", "migration"),
    FILES("which files were read, by the folder that the program was started in", "settings routeFiles"),
    LISTENING(
            "status page, health and metrics can be asked; a port was in use, and which one is taken instead",
            "url port instead"),
    ROUTE("a route is read from a file, or replaced by one", "route file"),
    CONDITIONS("it was found out whether the S3 server honours conditions on copies", "honoured"),
    NOT_KEPT(
            "the S3 server makes copies otherwise than it is asked to, and `traits` are what differs, seen on one object; once for copies made at once, and once for copies in parts",
            "traits bucket key"),
    PASS(
            "a pass over the table: `phase` is `found` (`rows` are to be migrated), `done` (all of them are), `retry` (another one follows for rows to retry) or `anew` (its place in Redis was unusable)",
            "pass phase rows"),
    JOB(
            "a consumer has done one, `job` is its id: pass, sequence, first row key; `later` are rows to be tried again, `before` rows that an earlier delivery had recorded",
            "job rows copied failed later before millis"),
    UNDECIDED(
            "an object has failed twice while others are copied: it is tried again, and recorded with its reason when the last try fails",
            "object tries reason job objects"),
    SPLIT("a job that was delivered too often is split, to find the row that fails", "job"),
    DELIVERY("a delivery of a job has failed, or was the last one", "entry delivery"),
    PROGRESS(
            "every 10 s, on the producer: `handled` are rows with a ledger entry, `toRewrite` copied rows whose turn it is, `secondsRefused` says for how long S3 has refused everything to some process. [CloudWatch's metrics](decisions/cloudwatch-metrics.md) are made of it",
            "state reason found total copied failed applied handled toRewrite queueDepth deadLetters copiedPerSecond secondsRefused secondsLeft"),
    STATE("the same, while the figures cannot be read", "state"),
    FAULT(
            "something does not work: `phase` is `begins`, `lasts` (once a minute) or `ends`, however many routes notice",
            "phase server seconds"),
    PACE("the rate was found at which S3 refuses requests, or it has moved", "perSecond"),
    THROTTLED("work with the table pauses for the [database's sake](operations.md#the-databases-other-users)", ""),
    PAUSED("the operator says so", ""),
    RESUMED("the operator says so; or work with the table goes on, after how many `seconds`", "seconds"),
    CUT_OVER("the rewrites begin (`phase` is `begins`), or are taken back (`back`)", "phase"),
    DELTA(
            "a pass over the legacy bucket that compares the copies: `exceptions` are rows whose object is in question",
            "rows seconds listRequests looks copied exceptions undecided"),
    LISTING("a prefix cannot be listed, and each object is looked at by itself", "bucket prefix"),
    EXCEPTION("a row becomes an exception, or its object is in question", "row reason path"),
    UNREADABLE("something in Redis is not of this program, and is left out", "entry"),
    UPLOAD("the parts of a copy that failed cannot be removed", "bucket key upload"),
    UNANSWERED("a request to the page cannot be answered", "path"),
    OBSOLETE("failed rows are gone or have another path meanwhile", "rows"),
    COMPLETE("nothing is left", "applied superseded failed"),
    EXCEPTIONS("the recorded ones, a line for each reason", "reason rows"),
    UNMIGRATED("rows in a [form](paths-and-tables.md) that is not migrated, a line for each form", "form rows"),
    REPORT("where a file of the report is, or that it cannot be written", "file"),
    SCALED("a service of ECS is scaled down", "service cluster"),
    STOPPING("SIGTERM or Ctrl-C: work in flight has so many `seconds` to finish; none before the start", "seconds"),
    GAVE_UP("nothing has worked for `STALL_TIMEOUT`, or the database suffers too much", "seconds"),
    THREAD("a thread has died, or what it did has failed", "thread"),
    END(
            "the last line of a process: what it has come to, and what comes next",
            "exitCode seconds applied failed superseded"),
    WORK("how far a command is", "what done total seconds");

    private final String when;
    private final String fields;

    /**
     * @param fields with a space between any two
     */
    Event(String when, String fields) {
        this.when = when;
        this.fields = fields;
    }

    /** Its name in the log. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** When it is told, for the documentation. */
    public String when() {
        return when;
    }

    /** The fields that its lines may have. */
    public List<String> fields() {
        return fields.isEmpty() ? List.of() : List.of(fields.split(" "));
    }

    /**
     * Writes a line.
     *
     * @param text with {@code {}} for each of the first values
     * @param values of the text; those made by {@code StructuredArguments.value} are fields in JSON, whether they stand in the text or not
     */
    public void info(Logger log, String text, Object... values) {
        log.info(text, with(values));
    }

    /** Writes a line about something that somebody should know of. */
    public void warn(Logger log, String text, Object... values) {
        log.warn(text, with(values));
    }

    /** Writes a line about something that ends the process. */
    public void error(Logger log, String text, Object... values) {
        log.error(text, with(values));
    }

    private Object[] with(Object... values) {
        Object[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = value("event", text());
        return all;
    }
}
