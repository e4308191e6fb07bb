package routes.apply;

import static net.logstash.logback.argument.StructuredArguments.value;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.config.Migration;

/** Rows that the database refuses stay as they are, however many: nothing is recorded that could be wrong. */
final class SkippedRefusals implements Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(SkippedRefusals.class);

    private final Migration migration;

    SkippedRefusals(Migration migration) {
        this.migration = migration;
    }

    @Override
    public void taken(long began) {}

    @Override
    public void weigh(String key, int rows, RewriteRefusedException refusal) {}

    @Override
    public int refused(String key, RewriteRefusedException refusal) {
        Event.EXCEPTION.warn(
                LOG,
                "row {}: the database refuses the legacy path, so that the row keeps the new one: {}",
                value("row", migration.nameOf(key)),
                refusal.getMessage());
        return 1;
    }
}
