package routes.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What is migrated, and whereto: the settings that all processes of one migration must share.
 *
 * @param legacyPrefix folder of the legacy keys, with its closing slash; empty for the root of the bucket
 * @param targetPrefix folder of the new keys, with its closing slash; empty for the root of the bucket
 * @param paths the forms in which the column writes its paths
 * @param rowKeyColumn column that identifies a row, when it is not the primary key's
 * @param listed whether {@code migration.tables} names the column
 * @param asBytes whether the path column holds UTF-8 bytes, whatever its character set says: they are read and written as they are
 */
public record Migration(
        String sourceBucket,
        String targetBucket,
        String legacyPrefix,
        String targetPrefix,
        KeyMapping keyMapping,
        PathForms paths,
        String database,
        String table,
        String column,
        Optional<String> rowKeyColumn,
        String ledger,
        boolean asBytes,
        boolean listed) {

    /** How a new key is made of a legacy one. */
    public enum KeyMapping {
        /** Keeps all that follows the prefix, sub-folders included. */
        SUBPATH,
        /** Keeps the last path segment only, as the older solution did; colliding keys are refused. */
        BASENAME
    }

    /** Bytes that the key of an object may have, in UTF-8: S3 allows no more. */
    public static final int KEY_BYTES = 1024;

    /** What says that a prefix is the root of the bucket: nothing at all is a variable that was forgotten. */
    private static final String ROOT = "/";

    static final int IDENTIFIER_CHARACTERS = 64;
    private static final String PATH_CHARSET = "path.charset";
    private static final String BINARY = "binary";

    /**
     * Reads and checks the settings of a migration of one column; the first one where there are several.
     *
     * @throws ConfigurationException with every problem found
     */
    public static Migration of(Settings settings) {
        return all(settings).get(0);
    }

    /**
     * Reads and checks the settings: a migration for each column, which differ in table, column, row key and ledger.
     *
     * @throws ConfigurationException with every problem found
     */
    public static List<Migration> all(Settings settings) {
        List<String> problems = new ArrayList<>();
        String source = read(problems, () -> bucket(settings, "source.s3.bucket"));
        String target = read(problems, () -> bucket(settings, "target.s3.bucket"));
        String legacy = read(problems, () -> folder(settings.required("legacy.s3.object.prefix")));
        String renamed = read(problems, () -> folder(settings.required("target.object.prefix")));
        KeyMapping mapping = read(problems, () -> settings.choice("key.mapping", KeyMapping.class));
        String database =
                read(problems, () -> UrlParts.database("database.name", identifier(settings, "database.name")));
        String ledger =
                read(problems, () -> identifier(MigrationTables.LEDGER, settings.required(MigrationTables.LEDGER)));
        Boolean asBytes = read(problems, () -> asBytes(settings));
        List<TableNames> tables = read(problems, () -> MigrationTables.of(settings));
        PathForms paths = source != null && target != null && legacy != null && renamed != null && mapping != null
                ? read(problems, () -> PathForms.of(settings, source, target, legacy, renamed, mapping))
                : null;
        if (source != null && source.equals(target) && legacy != null && legacy.equals(renamed)) {
            problems.add(Settings.line("target.object.prefix", "is the legacy prefix, and the bucket is the same"));
        }
        List<String> ledgers = ledger == null || tables == null
                ? List.of()
                : read(problems, () -> MigrationTables.ledgers(ledger, tables));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        List<Migration> all = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            TableNames names = tables.get(i);
            all.add(new Migration(
                    source,
                    target,
                    legacy,
                    renamed,
                    mapping,
                    paths,
                    database,
                    names.table(),
                    names.column(),
                    names.key(),
                    ledgers.get(i),
                    asBytes,
                    settings.has(MigrationTables.TABLES)));
        }
        return all;
    }

    /** What the column is called in settings and to people. */
    public String name() {
        return table + "." + column;
    }

    /**
     * The new key of a legacy one.
     *
     * @throws IllegalArgumentException when it does not lie under the legacy prefix
     */
    public String newKey(String key) {
        return paths.targetKey(key);
    }

    /** Whether a text is short enough for the key of an object. */
    public static boolean isKey(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= KEY_BYTES;
    }

    /** The legacy prefix as the database compares it: byte by byte, in UTF-8. */
    public byte[] legacyPrefixBytes() {
        return legacyPrefix.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A short name that differs between any two migrations: processes compare it before they work together, so that a
     * consumer with other settings never takes a job.
     */
    public String fingerprint() {
        String all = String.join(
                "\n",
                sourceBucket,
                targetBucket,
                legacyPrefix,
                targetPrefix,
                keyMapping.name(),
                database,
                table,
                column,
                rowKeyColumn.orElse(""),
                ledger);
        // a setting that came later: without it, the migrations of earlier versions are the same as ever
        all += asBytes ? "\n" + PATH_CHARSET + "=" + BINARY : "";
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** What a row is called for people: its key; after the name of the column where the settings list columns. */
    public String nameOf(String key) {
        return listed ? name() + " " + key : key;
    }

    /** What a user has to look at for what one of the settings of a single column says. */
    public String setting(String ofOne) {
        return listed ? MigrationTables.TABLES : ofOne;
    }

    /** The migration in one line, for people. */
    public String describe() {
        return describe(List.of(this));
    }

    /** That of several columns. */
    public static String describe(List<Migration> columns) {
        return columns.get(0)
                .describe(
                        String.join(", ", columns.stream().map(Migration::name).toList()));
    }

    private String describe(String columns) {
        return "%s.%s: s3://%s/%s to s3://%s/%s (%s)"
                .formatted(
                        database,
                        columns,
                        sourceBucket,
                        legacyPrefix,
                        targetBucket,
                        targetPrefix,
                        keyMapping.name().toLowerCase(Locale.ROOT));
    }

    private static <T> T read(List<String> problems, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (ConfigurationException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    private static String bucket(Settings settings, String key) {
        return UrlParts.name(key, settings.required(key));
    }

    private static String folder(String prefix) {
        if (prefix.equals(ROOT)) {
            return "";
        }
        return prefix.endsWith("/") ? prefix : prefix + "/";
    }

    private static boolean asBytes(Settings settings) {
        String charset = settings.text(PATH_CHARSET).toLowerCase(Locale.ROOT);
        if (!charset.isEmpty() && !charset.equals(BINARY)) {
            throw Settings.problem(PATH_CHARSET, "must be empty or binary, and is \"" + charset + "\"");
        }
        return charset.equals(BINARY);
    }

    private static String identifier(Settings settings, String key) {
        return identifier(key, settings.required(key));
    }

    /** Identifiers are quoted wherever they are used; here only what MariaDB itself forbids is refused. */
    static String identifier(String key, String name) {
        if (name.length() > IDENTIFIER_CHARACTERS || name.indexOf('\0') >= 0) {
            throw Settings.problem(key, "is not a name that MariaDB allows (64 characters at most)");
        }
        return name;
    }
}
