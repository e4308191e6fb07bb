package routes.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorting with less memory than there is to sort. */
class ExternalSortTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 1", "500, 100000", "20000, 5000", "20000, 1000000"})
    void should_give_everything_in_order_when_it_fits_or_not(int entries, long memory) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        List<Entry> expected = new ArrayList<>();
        List<Entry> sorted = new ArrayList<>();
        try (ExternalSort sort = new ExternalSort(folder, memory)) {
            for (int i = 0; i < entries; i++) {
                Entry entry = new Entry(
                        Integer.toString(random.nextInt(5000)).getBytes(StandardCharsets.UTF_8),
                        Entry.Kind.values()[random.nextInt(5)],
                        random.nextLong(1L << 40),
                        "row \u00E9" + i);
                expected.add(entry);
                sort.add(entry);
            }
            sort.forEach(sorted::add);
        }
        assertThat(sorted).isSortedAccordingTo(Entry::compareTo);
        assertThat(sorted).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void should_order_by_bytes_when_keys_are_not_ascii() {
        List<String> keys = new ArrayList<>(List.of("\uD83D\uDE00", "\uFF21", "a", "\u00E9", ""));
        List<Entry> entries = new ArrayList<>(keys.stream()
                .map(key -> new Entry(key.getBytes(StandardCharsets.UTF_8), Entry.Kind.ROW, 0, ""))
                .toList());

        Collections.sort(entries);

        assertThat(entries.stream().map(Entry::text)).containsExactly("", "a", "\u00E9", "\uFF21", "\uD83D\uDE00");
    }

    @Test
    void should_leave_no_file_when_closed_before_the_end() throws IOException {
        try (ExternalSort sort = new ExternalSort(folder, 1)) {
            sort.add(new Entry(new byte[] {1}, Entry.Kind.ROW, 0, ""));
            assertThat(filesLeft()).isNotEmpty();
        }
        assertThat(filesLeft()).isEmpty();
    }

    private List<Path> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
