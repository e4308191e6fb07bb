package routes.sort;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One thing that is known of an object key; ordered by the key's bytes, then by the kind.
 *
 * @param key the key, as UTF-8 bytes
 * @param size bytes of an object; 0 for a row
 * @param info ETag of an object, without quotes; row key of a row
 */
public record Entry(byte[] key, Kind kind, long size, String info) implements Comparable<Entry> {

    /** Where it is known from; in the order in which entries of one key are looked at. */
    public enum Kind {
        TARGET_OBJECT,
        SOURCE_OBJECT,
        ARCHIVED_SOURCE_OBJECT,
        ROW,
        LEGACY_ROW,
        NEAR_MISS_ROW
    }

    private static final Kind[] KINDS = Kind.values();
    /** What an entry takes beside its key and text: headers, references, length fields. */
    private static final int OVERHEAD_BYTES = 120;

    public String text() {
        return new String(key, StandardCharsets.UTF_8);
    }

    public boolean isRow() {
        return kind == Kind.ROW || kind == Kind.LEGACY_ROW || kind == Kind.NEAR_MISS_ROW;
    }

    @Override
    public int compareTo(Entry other) {
        int order = Arrays.compareUnsigned(key, other.key);
        return order != 0 ? order : kind.compareTo(other.kind);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry
                && kind == entry.kind
                && size == entry.size
                && info.equals(entry.info)
                && Arrays.equals(key, entry.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    /** About how much memory it takes. */
    int bytes() {
        return OVERHEAD_BYTES + key.length + 2 * info.length();
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(key.length);
        out.write(key);
        out.writeByte(kind.ordinal());
        out.writeLong(size);
        byte[] text = info.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
    }

    static Entry read(DataInput in, int keyBytes) throws IOException {
        byte[] key = new byte[keyBytes];
        in.readFully(key);
        Kind kind = KINDS[in.readByte()];
        long size = in.readLong();
        byte[] text = new byte[in.readInt()];
        in.readFully(text);
        return new Entry(key, kind, size, new String(text, StandardCharsets.UTF_8));
    }
}
