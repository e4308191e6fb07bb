package routes.process;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import routes.status.Trouble;

/** Something that one or more routes fail on at the moment. */
final class Outage {

    final Trouble.Kind kind;
    /** The server with its address; null when none is known to be at fault. */
    final String server;

    final Instant since;
    final long began;
    final Set<String> routes = new HashSet<>();
    String said;
    Instant told;

    /**
     * @param began by a clock that nobody sets, in nanoseconds
     */
    Outage(Trouble.Kind kind, String server, Instant since, long began, String said) {
        this.kind = kind;
        this.server = server;
        this.since = since;
        this.began = began;
        this.said = said;
        this.told = since;
    }

    /** What is out of order, in one line. */
    String words() {
        return new Trouble(kind, server, since, said, null).words();
    }
}
