package routes.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import routes.MigrationFixture;
import routes.table.Sql;

/** Walks over a real table, whatever its statements take. */
@Timeout(60)
class WindowedQueryTest {

    private static final String ROWS = "SELECT t.ID, t.ImagePath FROM ImageDataTable t WHERE " + Sql.WINDOW
            + " AND t.ImagePath LIKE ? ORDER BY t.ID LIMIT ?";

    private final MigrationFixture fixture = new MigrationFixture();

    @BeforeEach
    void createTable() throws Exception {
        fixture.withTable();
        fixture.execute(
                "INSERT INTO ImageDataTable (ImagePath) SELECT CONCAT(IF(seq % 1000 = 7, 'image/', 'other/'), seq)"
                        + " FROM seq_1_to_12345");
    }

    private WindowedQuery<String> rows(String statement, int most) {
        DataSource database = fixture.database().dataSource();
        return new WindowedQuery<>(
                fixture.statements(),
                database,
                WindowedQuery.Over.TABLE,
                statement,
                (row, number) -> row.getString(1),
                key -> key,
                most);
    }

    @Test
    void should_find_each_row_once_when_few_match() {
        List<String> found = new ArrayList<>();

        rows(ROWS, 10).forEach(found::addAll, "image/%");

        assertThat(found)
                .isEqualTo(IntStream.rangeClosed(0, 12)
                        .mapToObj(thousand -> Integer.toString(thousand * 1000 + 7))
                        .toList());
    }

    @Test
    void should_find_each_row_once_when_all_match_and_an_answer_holds_few() {
        List<String> found = new ArrayList<>();

        rows(ROWS, 700).forEach(found::addAll, "%");

        assertThat(found)
                .isEqualTo(IntStream.rangeClosed(1, 12345)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void should_stop_when_as_many_are_found_as_are_wanted() {
        assertThat(rows(ROWS, 10).first(3, "image/%")).containsExactly("7", "1007", "2007");
        assertThat(rows(ROWS, 1).any("nothing")).isEmpty();
    }

    @Test
    void should_end_when_the_table_is_empty() throws Exception {
        fixture.execute("DELETE FROM ImageDataTable");

        assertThat(rows(ROWS, 10).after(null, "%")).isEqualTo(new Part<>(List.of(), null));
    }

    @Test
    void should_ask_of_fewer_rows_when_the_server_ends_a_statement_that_takes_too_long() throws Exception {
        fixture.execute("DELETE FROM ImageDataTable WHERE ID > 1200");
        fixture.with("database.statement-time", "20ms");
        List<String> found = new ArrayList<>();
        // a thousand rows would take two seconds, and are given up after one
        String slow = ROWS.replace("t.ImagePath LIKE ?", "t.ImagePath LIKE ? AND SLEEP(0.002) = 0");

        rows(slow, 10_000).forEach(found::addAll, "%");

        assertThat(found).hasSize(1200).doesNotHaveDuplicates();
    }
}
