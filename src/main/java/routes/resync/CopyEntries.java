package routes.resync;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import routes.ledger.Copies;
import routes.ledger.CopyRecord;
import routes.ledger.LedgerState;
import routes.verify.Entry;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Legacy objects and the ledger's copies of them as entries that can be sorted by the legacy key, on disk too. */
final class CopyEntries {

    private static final String SEPARATOR = "\n";
    private static final int FIELDS = 9;

    private CopyEntries() {}

    static Entry of(S3Object listed) {
        SourceObject object = SourceObject.of(listed);
        return new Entry(
                bytes(listed.key()),
                Entry.Kind.SOURCE_OBJECT,
                0,
                object.modified().toEpochMilli() + SEPARATOR + object.tag());
    }

    static SourceObject object(Entry entry) {
        String[] fields = entry.info().split(SEPARATOR, 2);
        return new SourceObject(fields[1], Instant.ofEpochMilli(Long.parseLong(fields[0])));
    }

    static Entry of(Copies.Copy copy) {
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
                copy.key());
        return new Entry(bytes(copy.path()), Entry.Kind.ROW, 0, info);
    }

    /**
     * The copy of an entry.
     *
     * @param newPath the key of the copy, which the legacy key stands for
     */
    static Copies.Copy copy(Entry entry, String newPath) {
        String[] fields = entry.info().split(SEPARATOR, FIELDS);
        return new Copies.Copy(
                fields[FIELDS - 1],
                entry.text(),
                newPath,
                LedgerState.valueOf(fields[0]),
                Integer.parseInt(fields[1]),
                !fields[2].isEmpty(),
                new CopyRecord(known(fields[3]), time(fields[4]), known(fields[5]), time(fields[6]), known(fields[7])));
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
