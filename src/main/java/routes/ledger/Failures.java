package routes.ledger;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.table.Sql;
import routes.table.TableSchema;

/** The recorded exceptions as a CSV file (RFC 4180, UTF-8); read in pages, so that there may be any number of them. */
public final class Failures {

    private static final int PAGE = 10_000;

    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;

    public Failures(TableSchema schema, Sql statements, DataSource dataSource) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Writes them all.
     *
     * @return how many
     */
    public long write(Path file) {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord("row_key", "old_path", "new_path", "code", "detail", "attempts", "time");
            long written = 0;
            List<String[]> page = page(null);
            while (!page.isEmpty()) {
                page.forEach(csv::writeRecord);
                written += page.size();
                page = page.size() < PAGE ? List.of() : page(page.get(page.size() - 1)[0]);
            }
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String[]> page(String after) {
        Object[] values = after == null
                ? new Object[] {PAGE}
                : new Object[] {schema.keyType().value(after), PAGE};
        return jdbc.query(
                statements.get(Failures.class, "failures", after == null ? "" : statements.afterRow()),
                (row, number) -> new String[] {
                    schema.keyType().read(row, 1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7)
                },
                values);
    }
}
