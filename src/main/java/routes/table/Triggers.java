package routes.table;

import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;

/** The triggers that fire when a row of the table is rewritten. Only those are seen that the user has the privilege TRIGGER for. */
public final class Triggers {

    private Triggers() {}

    /** Their names, each with what it is, and whether it names the column of the paths: {@code audit (AFTER UPDATE, names ImagePath)}. */
    public static List<String> of(DataSource dataSource, Migration migration) {
        String column = migration.column().toLowerCase(Locale.ROOT);
        return new JdbcTemplate(dataSource)
                .query(
                        "SELECT trigger_name, action_timing, action_statement FROM information_schema.triggers"
                                + " WHERE event_object_schema = ? AND event_object_table = ? AND event_manipulation = 'UPDATE'"
                                + " ORDER BY action_timing = 'AFTER', action_order",
                        (row, number) -> "%s (%s UPDATE%s)"
                                .formatted(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3)
                                                        .toLowerCase(Locale.ROOT)
                                                        .contains(column)
                                                ? ", names " + migration.column()
                                                : ""),
                        migration.database(),
                        migration.table());
    }
}
