package routes.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Copies a Linux program without what is never loaded: of mariadbd's 313 MB, 284 are debugging symbols at the end of the file.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html">System V ABI, object files</a>
 */
final class Elf {

    private static final int HEADER = 64;
    private static final int MAGIC = 0x7F454C46;
    private static final int BITS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    /** Where the header keeps the place, the size and the number of the program headers, and the place of the section headers. */
    private static final int PROGRAM_HEADERS = 32;

    private static final int PROGRAM_HEADER_SIZE = 54;
    private static final int PROGRAM_HEADER_COUNT = 56;
    private static final int SECTION_HEADERS = 40;
    private static final int SECTION_HEADER_COUNT = 60;
    private static final int SECTION_NAMES = 62;

    private Elf() {}

    /** Copies a program up to the end of its last loaded segment, and anything that is no 64-bit Linux program whole. */
    static void copyLoaded(InputStream program, OutputStream copy) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(program.readNBytes(HEADER));
        if (header.limit() < HEADER
                || header.getInt(0) != MAGIC
                || header.get(4) != BITS_64
                || header.get(5) != LITTLE_ENDIAN
                || header.order(ByteOrder.LITTLE_ENDIAN).getLong(PROGRAM_HEADERS) != HEADER) {
            copy.write(header.array());
            program.transferTo(copy);
            return;
        }
        int size = header.getShort(PROGRAM_HEADER_SIZE);
        ByteBuffer segments = ByteBuffer.wrap(program.readNBytes(size * header.getShort(PROGRAM_HEADER_COUNT)))
                .order(ByteOrder.LITTLE_ENDIAN);
        long end = (long) HEADER + segments.limit();
        for (int segment = 0; segment < segments.limit(); segment += size) {
            long place = segments.getLong(segment + 8);
            long length = segments.getLong(segment + 32);
            end = Math.max(end, place + length);
        }
        header.putLong(SECTION_HEADERS, 0)
                .putShort(SECTION_HEADER_COUNT, (short) 0)
                .putShort(SECTION_NAMES, (short) 0);
        copy.write(header.array());
        copy.write(segments.array());
        copy(program, copy, end - HEADER - segments.limit());
    }

    private static void copy(InputStream input, OutputStream output, long length) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = length;
        while (left > 0) {
            int read = input.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the program ends within a segment");
            }
            output.write(buffer, 0, read);
            left -= read;
        }
    }
}
