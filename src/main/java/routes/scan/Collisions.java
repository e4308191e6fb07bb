package routes.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.sort.Entry;
import routes.sort.ExternalSort;
import routes.window.WindowedQuery;

/**
 * Rows of different objects that the mapping would copy to one key: recorded as exceptions before the scan finds them. With the mapping that
 * keeps sub-folders there can be none. The paths are sorted by the new key, on disk where memory does not hold them.
 */
public final class Collisions {

    private static final int PAGE = 10_000;

    private final Columns columns;
    private final DataSource dataSource;

    public Collisions(Columns columns, DataSource dataSource) {
        this.columns = columns;
        this.dataSource = dataSource;
    }

    private WindowedQuery<Candidate> rows(Column column) {
        return new WindowedQuery<>(
                column.statements(),
                dataSource,
                WindowedQuery.Over.TABLE,
                column.statements().get(Collisions.class, "collisions"),
                (row, number) ->
                        new Candidate(column.keyType().read(row, 1), row.getBytes(2), row.getInt(3), row.getBoolean(4)),
                Candidate::row,
                PAGE);
    }

    private WindowedQuery<Candidate> copied(Column column) {
        return new WindowedQuery<>(
                column.statements(),
                dataSource,
                WindowedQuery.Over.LEDGER,
                column.statements().get(Collisions.class, "copied-keys"),
                (row, number) -> new Candidate(column.keyType().read(row, 1), row.getBytes(2), 0, false),
                Candidate::row,
                PAGE);
    }

    /** Records every row whose object would be copied to another object's key. */
    public void record() {
        if (columns.migration().keyMapping() != Migration.KeyMapping.BASENAME) {
            return;
        }
        try (ExternalSort sort =
                new ExternalSort(Path.of(System.getProperty("java.io.tmpdir")), ExternalSort.memory())) {
            for (Column column : columns) {
                add(column, sort);
            }
            CollidingNames names = new CollidingNames();
            sort.forEach(names);
            CollisionRecords records = new CollisionRecords(columns, names.end());
            sort.forEach(records);
            records.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Column column, ExternalSort sort) throws IOException {
        rows(column).<IOException>forEach(page -> {
            for (Candidate candidate : page) {
                Optional<Entry> entry = entry(column, candidate);
                if (entry.isPresent()) {
                    sort.add(entry.get());
                }
            }
        });
        copied(column).<IOException>forEach(page -> {
            for (Candidate copy : page) {
                sort.add(
                        new Entry(NamedKey.of(new String(copy.path(), StandardCharsets.UTF_8)), Entry.Kind.ROW, 0, ""));
            }
        });
    }

    /** By name, then by key; empty when the path means no object that can be copied, which the scan records. */
    private static Optional<Entry> entry(Column column, Candidate candidate) {
        String path = new String(candidate.path(), StandardCharsets.UTF_8);
        return column.migration()
                .paths()
                .read(path)
                .map(ObjectPath::sourceKey)
                .filter(key ->
                        Arrays.equals(candidate.path(), path.getBytes(StandardCharsets.UTF_8)) && Migration.isKey(key))
                .map(key -> new Entry(
                        NamedKey.of(key),
                        Entry.Kind.LEGACY_ROW,
                        candidate.wanted() ? candidate.attempts() : -1,
                        CollisionRecords.info(column.number(), candidate.row(), path)));
    }
}
