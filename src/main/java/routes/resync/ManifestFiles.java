package routes.resync;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * The manifest in the form that S3 Batch Operations reads (S3 user guide, "Specifying a manifest": bucket, URL-encoded key and, on all lines or
 * none, a version), and the list of what is not in it.
 */
final class ManifestFiles implements AutoCloseable {

    private final String bucket;
    private final Path manifest;
    private final Path keys;
    private final Writer keysOut;
    private final CsvWriter leftOut;
    private final Map<LeftOut, Long> counts = new EnumMap<>(LeftOut.class);
    private long objects;
    private boolean versions = true;

    /**
     * @param bucket of the legacy objects
     */
    ManifestFiles(String bucket, Path manifest, Path leftOut) throws IOException {
        this.bucket = bucket;
        this.manifest = manifest;
        this.leftOut = CsvWriter.builder().build(Files.newBufferedWriter(leftOut, StandardCharsets.UTF_8));
        this.leftOut.writeRecord("row_key", "key", "reason");
        this.keys = Files.createTempFile("manifest", ".keys");
        this.keysOut = Files.newBufferedWriter(keys, StandardCharsets.UTF_8);
    }

    /** Adds an object that may be deleted. */
    void add(String key, String version) throws IOException {
        objects++;
        versions &= version != null;
        keysOut.write(SdkHttpUtils.urlEncodeIgnoreSlashes(key) + "," + (version == null ? "" : version) + "\n");
    }

    /** Adds one that may not. */
    void leaveOut(String key, String row, LeftOut reason) {
        counts.merge(reason, 1L, Long::sum);
        leftOut.writeRecord(row, key, reason.name());
    }

    long objects() {
        return objects;
    }

    Map<LeftOut, Long> leftOut() {
        return counts;
    }

    /** Writes the manifest, whose form is known only now. */
    void finish() throws IOException {
        keysOut.flush();
        leftOut.flush();
        try (BufferedReader in = Files.newBufferedReader(keys, StandardCharsets.UTF_8);
                BufferedWriter out = Files.newBufferedWriter(manifest, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(bucket + "," + (versions ? line : line.substring(0, line.indexOf(','))) + "\n");
            }
        }
    }

    @Override
    public void close() throws IOException {
        keysOut.close();
        leftOut.close();
        Files.deleteIfExists(keys);
    }
}
