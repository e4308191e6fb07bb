package routes.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** The columns of a migration, and the names of their ledgers. */
final class MigrationTables {

    static final String TABLES = "migration.tables";
    private static final String TABLE = "database.table.to.update";
    private static final String COLUMN = "table.column.name.to.update";
    private static final String KEY = "row.key.column";
    static final String LEDGER = "temp.table.for.update";
    private static final int DIGEST_CHARACTERS = 8;

    private MigrationTables() {}

    /**
     * The columns that the settings name: those of {@code migration.tables}, or the one of the older solution's two settings.
     *
     * @throws ConfigurationException with every problem found
     */
    static List<TableNames> of(Settings settings) {
        if (!settings.has(TABLES)) {
            return List.of(one(settings));
        }
        List<String> problems = new ArrayList<>();
        for (String key : List.of(TABLE, COLUMN, KEY)) {
            if (settings.has(key)) {
                problems.add(Settings.line(key, "must be empty beside MIGRATION_TABLES, which says all of it"));
            }
        }
        List<TableNames> names;
        try {
            names = TableNames.parse(settings.text(TABLES));
        } catch (IllegalArgumentException e) {
            problems.add(Settings.line(TABLES, e.getMessage()));
            throw new ConfigurationException(problems);
        }
        Set<String> known = new HashSet<>();
        for (TableNames each : names) {
            Migration.identifier(TABLES, each.table());
            Migration.identifier(TABLES, each.column());
            each.key().ifPresent(key -> Migration.identifier(TABLES, key));
            if (!known.add(each.text().toLowerCase(Locale.ROOT))) {
                problems.add(Settings.line(TABLES, "names a column twice: " + each.text()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return names;
    }

    private static TableNames one(Settings settings) {
        ConfigurationException.collect(
                () -> Migration.identifier(TABLE, settings.required(TABLE)),
                () -> Migration.identifier(COLUMN, settings.required(COLUMN)),
                () -> settings.optional(KEY).ifPresent(key -> Migration.identifier(KEY, key)));
        return new TableNames(settings.text(TABLE), settings.text(COLUMN), settings.optional(KEY));
    }

    /**
     * The ledgers of the columns: the first one's has the name of the setting, so that columns can be added to a migration; the others' have
     * the names of table and column after it.
     *
     * @throws ConfigurationException when one is a table that is migrated
     */
    static List<String> ledgers(String first, List<TableNames> tables) {
        List<String> ledgers = new ArrayList<>();
        for (TableNames names : tables) {
            ledgers.add(ledgers.isEmpty() ? first : ledger(first, names));
        }
        for (String ledger : ledgers) {
            if (tables.stream().anyMatch(names -> names.table().equalsIgnoreCase(ledger))) {
                throw Settings.problem(LEDGER, "must not be the table that is migrated");
            }
        }
        return ledgers;
    }

    /** What is too long for a name, or could be that of another column, is told apart by a digest. */
    private static String ledger(String first, TableNames names) {
        String name = first + "_" + names.table() + "_" + names.column();
        boolean plain = !names.table().contains("_") && !names.column().contains("_");
        if (plain && name.length() <= Migration.IDENTIFIER_CHARACTERS) {
            return name;
        }
        String digest = UUID.nameUUIDFromBytes((names.table() + "\n" + names.column()).getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, DIGEST_CHARACTERS);
        int most = Migration.IDENTIFIER_CHARACTERS - DIGEST_CHARACTERS - 1;
        return (name.length() > most ? name.substring(0, most) : name) + "_" + digest;
    }
}
