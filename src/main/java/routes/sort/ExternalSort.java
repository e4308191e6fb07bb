package routes.sort;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts any number of entries with bounded memory: what does not fit is sorted in parts, written to files, and merged. The
 * order of a bucket's listing is not relied on: not every S3 server lists in the order of bytes.
 */
public final class ExternalSort implements AutoCloseable {

    /** Files merged at a time, each with a buffer of its own. */
    private static final int FAN_IN = 64;

    private static final int BUFFER_BYTES = 16 * 1024;

    private static final long LEAST_BYTES = 16L << 20;

    private final Path directory;
    private final long memory;
    private final Deque<Path> files = new ArrayDeque<>();
    private List<Entry> part = new ArrayList<>();
    private long used;

    /** Takes entries, one after the other. */
    public interface Visitor {
        void visit(Entry entry) throws IOException;
    }

    /**
     * @param parent folder for the files, about 150 bytes an entry, which {@link #close} removes
     * @param memory bytes of entries that are held at a time
     */
    public ExternalSort(Path parent, long memory) throws IOException {
        this.directory = Files.createTempDirectory(parent, "sort");
        this.memory = memory;
    }

    /** Bytes to sort with: a quarter of the heap. */
    public static long memory() {
        return Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    public synchronized void add(Entry entry) throws IOException {
        part.add(entry);
        used += entry.bytes();
        if (used >= memory) {
            spill();
        }
    }

    /** Visits all entries in order; as often as wanted. */
    public synchronized void forEach(Visitor visitor) throws IOException {
        if (files.isEmpty()) {
            Collections.sort(part);
            for (Entry entry : part) {
                visitor.visit(entry);
            }
            return;
        }
        spill();
        while (files.size() > FAN_IN) {
            List<Path> merged = new ArrayList<>();
            for (int i = 0; i < FAN_IN; i++) {
                merged.add(files.removeFirst());
            }
            files.addLast(write(out -> merge(merged, entry -> entry.write(out))));
            for (Path file : merged) {
                Files.deleteIfExists(file);
            }
        }
        merge(List.copyOf(files), visitor);
    }

    @Override
    public void close() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        try (var left = Files.newDirectoryStream(directory)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    private void spill() throws IOException {
        if (part.isEmpty()) {
            return;
        }
        Collections.sort(part);
        List<Entry> sorted = part;
        files.addLast(write(out -> {
            for (Entry entry : sorted) {
                entry.write(out);
            }
        }));
        part = new ArrayList<>();
        used = 0;
    }

    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private Path write(Content content) throws IOException {
        Path file = Files.createTempFile(directory, "part", "");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
            content.write(out);
        }
        return file;
    }

    private static void merge(List<Path> sorted, Visitor visitor) throws IOException {
        PriorityQueue<Part> heads = new PriorityQueue<>();
        try {
            for (Path file : sorted) {
                Part next = new Part(file);
                if (next.head == null) {
                    next.close();
                } else {
                    heads.add(next);
                }
            }
            while (!heads.isEmpty()) {
                Part least = heads.remove();
                Entry entry = least.head;
                if (least.advance()) {
                    heads.add(least);
                } else {
                    least.close();
                }
                visitor.visit(entry);
            }
        } finally {
            for (Part open : heads) {
                open.close();
            }
        }
    }

    /** A sorted file, at its next entry. */
    private static final class Part implements Comparable<Part>, AutoCloseable {

        private final DataInputStream in;
        private Entry head;

        Part(Path file) throws IOException {
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
            advance();
        }

        boolean advance() throws IOException {
            int length;
            try {
                length = in.readInt();
            } catch (EOFException e) {
                head = null;
                return false;
            }
            head = Entry.read(in, length);
            return true;
        }

        @Override
        public int compareTo(Part other) {
            return head.compareTo(other.head);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
