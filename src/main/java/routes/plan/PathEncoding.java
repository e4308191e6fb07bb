package routes.plan;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/**
 * Recognises a column whose character set is not that of what it holds: an application whose connection names the same wrong character set
 * reads back what it wrote, UTF-8, and everybody else reads something else. Text that is of the column's own character set is hardly ever
 * well-formed UTF-8 by chance.
 */
public final class PathEncoding {

    private static final int SAMPLES = 100;

    private final TableSchema schema;
    private final Sql statements;
    private final DataSource database;

    /**
     * What was found.
     *
     * @param charset character set of the column
     * @param looked rows with other characters than ASCII that were looked at
     * @param utf8 how many of them hold UTF-8
     * @param read a path as the column's character set has it
     * @param held the same, as its bytes say
     */
    public record Found(String charset, int looked, int utf8, String read, String held) {}

    private record Sample(String key, byte[] bytes, String text) {}

    public PathEncoding(TableSchema schema, Sql statements, DataSource database) {
        this.schema = schema;
        this.statements = statements;
        this.database = database;
    }

    /** Looks at some rows; something is found when most of them hold UTF-8 and the column says otherwise. */
    public Optional<Found> look() {
        Optional<String> charset =
                schema.pathCharset().filter(set -> !set.toLowerCase(Locale.ROOT).startsWith("utf"));
        if (charset.isEmpty()) {
            return Optional.empty();
        }
        byte[] prefix = schema.migration().legacyPrefixBytes();
        WindowedQuery<Sample> query = new WindowedQuery<>(
                statements,
                database,
                WindowedQuery.Over.TABLE,
                statements.get(PathEncoding.class, "not-ascii"),
                (row, number) -> new Sample(schema.keyType().read(row, 1), row.getBytes(2), row.getString(3)),
                Sample::key,
                SAMPLES);
        List<Sample> samples = query.first(SAMPLES, prefix.length, prefix);
        List<Found> found = new ArrayList<>();
        for (Sample sample : samples) {
            String set = charset.get();
            text(sample.bytes())
                    .map(held -> new Found(set, samples.size(), found.size() + 1, sample.text(), held))
                    .ifPresent(found::add);
        }
        return found.size() * 2 > samples.size() ? Optional.of(found.get(found.size() - 1)) : Optional.empty();
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
