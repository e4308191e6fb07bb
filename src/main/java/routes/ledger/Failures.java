package routes.ledger;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import routes.fault.Reason;
import routes.window.WindowedQuery;

/** The recorded exceptions as a CSV file (RFC 4180, UTF-8); read in pages, so that there may be any number of them. */
public final class Failures {

    private static final int PAGE = 1_000;

    private final List<WindowedQuery<String[]>> failures;

    public Failures(Columns columns, DataSource dataSource) {
        this.failures =
                columns.all().stream().map(column -> of(column, dataSource)).toList();
    }

    private static WindowedQuery<String[]> of(Column column, DataSource dataSource) {
        return new WindowedQuery<>(
                column.statements(),
                dataSource,
                WindowedQuery.Over.LEDGER,
                column.statements().get(Failures.class, "failures"),
                (row, number) -> new String[] {
                    column.keyType().read(row, 1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    column.name(),
                    Reason.advice(row.getString(4))
                },
                failure -> failure[0],
                PAGE);
    }

    /**
     * Writes them all.
     *
     * @return how many
     */
    public long write(Path file) {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            return write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes them all to somewhere that may take its time: nothing is held in the database meanwhile.
     *
     * @return how many
     * @throws IOException when it cannot be written there
     */
    public long write(Writer out) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(out);
        csv.writeRecord(
                "row_key", "old_path", "new_path", "code", "detail", "attempts", "time", "column", "what_to_do");
        LongAdder written = new LongAdder();
        for (WindowedQuery<String[]> ofColumn : failures) {
            ofColumn.<IOException>forEach(page -> {
                page.forEach(csv::writeRecord);
                csv.flush();
                written.add(page.size());
            });
        }
        return written.sum();
    }
}
