package routes.s3;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Knows whether the server honours {@code If-None-Match: *} on copies. S3 does; others ignore it in silence, and overwrite, or
 * refuse it. So the server is asked: the first copy that succeeds is sent a second time to find out: a server that
 * honours the condition answers that the object is there.
 *
 * <pre>
 * UNKNOWN -> HONOURED   a copy was refused because the object is there
 * UNKNOWN -> IGNORED    the second copy succeeded as well, or the server does not implement the condition
 * </pre>
 */
final class ConditionalWrites {

    private enum State {
        UNKNOWN,
        HONOURED,
        IGNORED
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConditionalWrites.class);

    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile State state = State.UNKNOWN;

    /** Whether a copy under the condition overwrites nothing. */
    boolean areHonoured() {
        return state == State.HONOURED;
    }

    /** Whether the server honours the condition; empty while that is not known. */
    Optional<Boolean> known() {
        return state == State.UNKNOWN ? Optional.empty() : Optional.of(state == State.HONOURED);
    }

    /** Whether to send the condition. */
    boolean mayBeHonoured() {
        return state != State.IGNORED;
    }

    /** A copy was refused under the condition. */
    void refused() {
        if (state == State.UNKNOWN) {
            state = State.HONOURED;
            Event.CONDITIONS.info(
                    LOG,
                    "the S3 server honours If-None-Match on copies: nothing at a new key is ever overwritten",
                    value("honoured", true));
        }
    }

    /** The server does not implement the condition. */
    void unimplemented() {
        if (state == State.UNKNOWN) {
            state = State.IGNORED;
            Event.CONDITIONS.info(
                    LOG,
                    "the S3 server does not honour If-None-Match on copies: each copy looks at the new key first",
                    value("honoured", false));
        }
    }

    /**
     * Finds out, unless it is known or being found out. A fault leaves the question to a later copy.
     *
     * @param again sends the copy that just succeeded once more; true when it was refused because the object is there
     */
    void probe(BooleanSupplier again) {
        if (state != State.UNKNOWN || !probing.compareAndSet(false, true)) {
            return;
        }
        try {
            if (again.getAsBoolean()) {
                refused();
            } else {
                unimplemented();
            }
        } catch (SdkException e) {
            LOG.debug("whether the S3 server honours If-None-Match on copies is still unknown", e);
        } finally {
            probing.set(false);
        }
    }
}
