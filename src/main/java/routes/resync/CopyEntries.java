package routes.resync;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import routes.ledger.CopyRecord;
import routes.ledger.LedgerState;
import routes.ledger.RowCopy;
import routes.sort.Entry;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects, the ledger's copies of them and rows of the table as entries that can be sorted, on disk too; all by the key of the copy or all by
 * that of the legacy object, as who reads them wants it.
 */
final class CopyEntries {

    private static final String SEPARATOR = "\n";
    private static final int FIELDS = 12;

    private CopyEntries() {}

    /** A legacy object, by a key. */
    static Entry of(S3Object listed, byte[] by) {
        SourceObject object = SourceObject.of(listed);
        return new Entry(
                by,
                Entry.Kind.SOURCE_OBJECT,
                0,
                String.join(
                        SEPARATOR,
                        Long.toString(object.modified().toEpochMilli()),
                        object.tag(),
                        encoded(listed.key())));
    }

    /** An object at a new key. */
    static Entry ofTarget(S3Object listed) {
        return new Entry(
                bytes(listed.key()),
                Entry.Kind.TARGET_OBJECT,
                0,
                SourceObject.of(listed).tag());
    }

    /** A row of the table, by a key. */
    static Entry ofTable(byte[] by, String path, String key) {
        return new Entry(by, Entry.Kind.LEGACY_ROW, 0, encoded(path) + SEPARATOR + key);
    }

    /** A copy, by a key. */
    static Entry of(RowCopy copy, byte[] by) {
        CopyRecord record = copy.record();
        String info = String.join(
                SEPARATOR,
                copy.state().name(),
                Integer.toString(copy.attempts()),
                copy.inQuestion() ? "1" : "",
                text(record.targetTag()),
                text(record.copiedAt()),
                text(record.sourceTag()),
                text(record.sourceModified()),
                text(record.sourceVersion()),
                encoded(copy.path()),
                encoded(copy.newPath()),
                Integer.toString(copy.column()),
                copy.key());
        return new Entry(by, Entry.Kind.ROW, 0, info);
    }

    /** The legacy object of an entry. */
    static SourceObject object(Entry entry) {
        String[] fields = entry.info().split(SEPARATOR, 3);
        return new SourceObject(fields[1], Instant.ofEpochMilli(Long.parseLong(fields[0])));
    }

    /** Its key. */
    static String path(Entry object) {
        return decoded(object.info().split(SEPARATOR, 3)[2]);
    }

    /** The row of an entry. */
    static TableRow tableRow(Entry entry) {
        String[] fields = entry.info().split(SEPARATOR, 2);
        return new TableRow(decoded(fields[0]), fields[1]);
    }

    /** The copy of an entry. */
    static RowCopy copy(Entry entry) {
        String[] fields = entry.info().split(SEPARATOR, FIELDS);
        return new RowCopy(
                Integer.parseInt(fields[10]),
                fields[FIELDS - 1],
                decoded(fields[8]),
                decoded(fields[9]),
                LedgerState.valueOf(fields[0]),
                Integer.parseInt(fields[1]),
                !fields[2].isEmpty(),
                new CopyRecord(known(fields[3]), time(fields[4]), known(fields[5]), time(fields[6]), known(fields[7])));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString().replace(SEPARATOR, "");
    }

    private static String known(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Instant time(String text) {
        return text.isEmpty() ? null : Instant.parse(text);
    }

    /** Keys may have line feeds. */
    private static String encoded(String key) {
        return key.indexOf('\n') < 0 && key.indexOf('%') < 0 && key.indexOf('+') < 0
                ? key
                : URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return text.indexOf('%') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
