package routes.apply;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.config.Json;
import routes.copy.CopiedRange;
import routes.table.RowKeyType;

/** Reads what consumers tell. What is no notification is dropped before it is merged with others; what it told of, the sweep finds. */
public final class Notifications {

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

    private final List<RowKeyType> keyTypes;
    private boolean told;

    /**
     * @param keyTypes of the columns, in their order
     */
    Notifications(List<RowKeyType> keyTypes) {
        this.keyTypes = List.copyOf(keyTypes);
    }

    /** The notification; null when it is none. */
    public CopiedRange read(String json) {
        Optional<CopiedRange> read = Json.read(json, CopiedRange.class).filter(this::isUsable);
        if (read.isEmpty() && !told) {
            told = true;
            Event.UNREADABLE.warn(
                    LOG,
                    "a notification of copied rows cannot be read, and is left out (the sweep finds what it told of): {}",
                    "%.80s".formatted(json).replaceAll("\\p{Cntrl}", "?"));
        }
        return read.orElse(null);
    }

    private boolean isUsable(CopiedRange range) {
        if (range.column() < 0 || range.column() >= keyTypes.size()) {
            return false;
        }
        RowKeyType keyType = keyTypes.get(range.column());
        return keyType.isKey(range.first())
                && keyType.isKey(range.last())
                && (range.after() == null || keyType.isKey(range.after()))
                && Math.min(Math.min(range.copied(), range.failed()), range.rows()) >= 0;
    }
}
