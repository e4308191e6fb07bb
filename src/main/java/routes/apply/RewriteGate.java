package routes.apply;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.queue.CutOverOrder;

/**
 * Whether rows may be rewritten. With {@code apply.mode=continuous} always; with {@code on-command} from the operator's order on, and not
 * before the copies were found to be up to date after it.
 */
public final class RewriteGate {

    private static final Logger LOG = LoggerFactory.getLogger(RewriteGate.class);

    private final ApplyMode mode;
    private final CutOverOrder order;
    private final Clock clock;
    private volatile boolean opened;

    public RewriteGate(ApplyMode mode, CutOverOrder order, Clock clock) {
        this.mode = mode;
        this.order = order;
        this.clock = clock;
    }

    /** Whether rows may be rewritten now. */
    public boolean mayRewrite() {
        if (mode == ApplyMode.CONTINUOUS) {
            return true;
        }
        if (opened && !isOrdered()) {
            opened = false;
            Event.CUT_OVER.info(LOG, "cut-over taken back: no more rows are rewritten", value("phase", "back"));
        }
        return opened;
    }

    /** Whether the operator has said so, and the time that he gave has come. */
    public boolean isOrdered() {
        return order.from().filter(from -> !clock.instant().isBefore(from)).isPresent();
    }

    /** Lets the rewrites begin: what was ordered is prepared. */
    public void open() {
        opened = true;
        Event.CUT_OVER.info(LOG, "cut-over: the copied rows are rewritten now", value("phase", "begins"));
    }
}
