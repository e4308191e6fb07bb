package routes.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import routes.sort.Entry;
import routes.sort.ExternalSort;

/**
 * Finds the differences in entries that come in order: of each key first the target's object, then the source's that map to
 * it, then the rows. Holds nothing but the present key, however many rows share it.
 */
public final class Comparison implements ExternalSort.Visitor {

    /** An ETag that is the content's MD5; one of a multipart upload depends on its parts. */
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private final boolean sizesOnly;
    private final Predicate<String> reported;
    private final Sink sink;
    private final Map<Difference.Kind, Long> counts = new EnumMap<>(Difference.Kind.class);
    private long rows;
    private long targetObjects;
    private long sourceObjects;
    private long unpaired;

    private byte[] key;
    private Entry target;
    private Entry source;
    private boolean same;
    private boolean referenced;

    /** Takes differences, one after the other. */
    public interface Sink {
        void add(Difference difference) throws IOException;
    }

    /**
     * @param reported which rows are compared; the others only name objects
     * @param sizesOnly whether ETags are not compared, since those of objects encrypted with a KMS key are no MD5
     */
    public Comparison(Predicate<String> reported, boolean sizesOnly, Sink sink) {
        this.reported = reported;
        this.sizesOnly = sizesOnly;
        this.sink = sink;
        for (Difference.Kind kind : Difference.Kind.values()) {
            counts.put(kind, 0L);
        }
    }

    @Override
    public void visit(Entry entry) throws IOException {
        if (key == null || !Arrays.equals(key, entry.key())) {
            endKey();
            key = entry.key();
        }
        boolean legacy = entry.kind() == Entry.Kind.LEGACY_ROW;
        if (entry.isRow()
                && !reported.test(legacy ? LegacyRow.parse(entry.info()).row() : entry.info())) {
            referenced = referenced || entry.kind() != Entry.Kind.NEAR_MISS_ROW;
            return;
        }
        switch (entry.kind()) {
            case TARGET_OBJECT -> {
                target = entry;
                targetObjects++;
            }
            case SOURCE_OBJECT, ARCHIVED_SOURCE_OBJECT -> {
                sourceObjects++;
                source = source == null ? entry : source;
                same = same || (target != null && isSame(target, entry));
            }
            case ROW -> row(entry);
            case LEGACY_ROW -> {
                rows++;
                referenced = true;
                LegacyRow row = LegacyRow.parse(entry.info());
                found(Difference.Kind.LEGACY_ROW, row.row(), row.path(), atNewKey());
            }
            case NEAR_MISS_ROW -> found(Difference.Kind.NEAR_MISS, entry.info(), "");
        }
    }

    /** Ends the last key. */
    public void end() throws IOException {
        endKey();
        key = null;
    }

    public Map<Difference.Kind, Long> counts() {
        return counts;
    }

    /** Rows under either prefix. */
    public long rows() {
        return rows;
    }

    public long targetObjects() {
        return targetObjects;
    }

    public long sourceObjects() {
        return sourceObjects;
    }

    /** Rows whose object is there, and has none in the source to be compared with. */
    public long unpaired() {
        return unpaired;
    }

    private void row(Entry entry) throws IOException {
        rows++;
        referenced = true;
        if (target == null) {
            found(Difference.Kind.MISSING, entry.info(), source == null ? "nor is it in the source" : "");
        } else if (source == null) {
            unpaired++;
        } else if (!same) {
            found(Difference.Kind.DIFFERENT, entry.info(), difference());
        }
    }

    /** What a row that still has its legacy path finds at the new key. */
    private String atNewKey() {
        if (target == null) {
            return "";
        }
        if (source == null) {
            return "its object is gone, and one is at the new key";
        }
        return same ? "its object is at the new key" : "another object is at the new key: " + difference();
    }

    private String difference() {
        return "%d bytes, ETag %s; source: %d bytes, ETag %s"
                .formatted(target.size(), target.info(), source.size(), source.info());
    }

    private void endKey() throws IOException {
        if (target != null && !referenced) {
            found(Difference.Kind.ORPHANED, null, target.size() + " bytes");
        }
        if (source != null && !referenced) {
            found(Difference.Kind.UNNAMED, null, source.size() + " bytes");
        }
        target = null;
        source = null;
        same = false;
        referenced = false;
    }

    private void found(Difference.Kind kind, String row, String detail) throws IOException {
        found(kind, row, new String(key, StandardCharsets.UTF_8), detail);
    }

    private void found(Difference.Kind kind, String row, String text, String detail) throws IOException {
        counts.merge(kind, 1L, Long::sum);
        sink.add(new Difference(kind, row, text, detail));
    }

    private boolean isSame(Entry one, Entry other) {
        if (one.size() != other.size()) {
            return false;
        }
        boolean comparable = !sizesOnly
                && MD5.matcher(one.info()).matches()
                && MD5.matcher(other.info()).matches();
        return !comparable || one.info().equals(other.info());
    }
}
