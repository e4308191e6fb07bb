package routes.status;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.Objects;
import routes.config.Json;

/**
 * What a process fails on.
 *
 * @param server with its address; null when none is known to be at fault
 * @param said the last answer, or what there was instead of one
 * @param givesUpAt when the process ends, should nothing move until then; null when it does not
 */
public record Trouble(
        Kind kind,
        String server,

        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant since,

        String said,

        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant givesUpAt) {

    public Trouble {
        Objects.requireNonNull(kind, "a trouble has a kind");
        Objects.requireNonNull(since, "a trouble has a beginning");
        Objects.requireNonNull(said, "a trouble has words");
    }

    /** What is out of order, in one line. */
    public String words() {
        return server == null ? said : "%s %s: %s".formatted(server, kind.verb(), said);
    }

    /** What there is to know and to do about it, in one line. */
    String help(Instant now) {
        String end = givesUpAt == null
                ? ""
                : " A process for which nothing works until %s gives up (STALL_TIMEOUT); started again, it goes on where it stopped."
                        .formatted(Moments.at(givesUpAt, now));
        return "Nothing is lost: work is held, and goes on by itself. " + kind.advice() + end;
    }

    /** What of a server is out of order. */
    public enum Kind {
        /** It does not answer. */
        SILENT("does not answer", "See that it runs and can be reached from the process."),
        /** It answers that it does not do what it is asked. */
        REFUSING("fails", "Put right what it says."),
        /** Others hold what is to be written. */
        LOCKED("has rows wait for others", "See who holds them.");

        private final String verb;
        private final String advice;

        Kind(String verb, String advice) {
            this.verb = verb;
            this.advice = advice;
        }

        /** What there is to do about it. */
        String advice() {
            return advice;
        }

        /** What the server does, for people. */
        public String verb() {
            return verb;
        }
    }
}
