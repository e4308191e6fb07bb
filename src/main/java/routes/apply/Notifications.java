package routes.apply;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Json;
import routes.copy.CopiedRange;
import routes.table.RowKeyType;

/** Reads what consumers tell. What is no notification is dropped before it is merged with others; what it told of, the sweep finds. */
public final class Notifications {

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

    private final RowKeyType keyType;
    private boolean told;

    Notifications(RowKeyType keyType) {
        this.keyType = keyType;
    }

    /** The notification; null when it is none. */
    public CopiedRange read(String json) {
        Optional<CopiedRange> read = Json.read(json, CopiedRange.class).filter(this::isUsable);
        if (read.isEmpty() && !told) {
            told = true;
            LOG.warn(
                    "a notification cannot be read, and is left out: {}",
                    "%.80s".formatted(json).replaceAll("\\p{Cntrl}", "?"));
        }
        return read.orElse(null);
    }

    private boolean isUsable(CopiedRange range) {
        return keyType.isKey(range.first())
                && keyType.isKey(range.last())
                && (range.after() == null || keyType.isKey(range.after()))
                && Math.min(Math.min(range.copied(), range.failed()), range.rows()) >= 0;
    }
}
