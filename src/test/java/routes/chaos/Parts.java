package routes.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the parts of a long run have come to, a line for each figure: the report is made of all parts of one commit.
 *
 * @param figures those of all parts
 */
record Parts(List<Figure> figures) {

    private static final String TAB = "\t";
    private static final int FIELDS = 9;

    /** What a figure says. */
    enum Kind {
        /** Runs, and those that passed, of a promise and its attack. */
        PROMISE,
        /** How often a random schedule met a fault. */
        FAULT,
        /** A run that failed. */
        FAILED
    }

    /**
     * A part of a run.
     *
     * @param commit of the program and its tests
     * @param seed of its first schedule
     * @param size rows and faults of a schedule
     */
    record Part(String commit, long seed, int schedules, String size) implements Comparable<Part> {

        private String seeds() {
            return seed + " to " + (seed + schedules - 1);
        }

        @Override
        public int compareTo(Part other) {
            return Long.compare(seed, other.seed);
        }
    }

    /**
     * A figure of a part.
     *
     * @param test the class of the test; each part has one run of it
     */
    record Figure(Part part, String test, Kind kind, String name, int times, int passed) {

        private String line() {
            return Stream.of(part.commit, part.seed, part.schedules, part.size, test, kind, name, times, passed)
                    .map(Object::toString)
                    .collect(Collectors.joining(TAB));
        }

        private static Figure of(String line) {
            String[] fields = line.split(TAB, FIELDS);
            return new Figure(
                    new Part(fields[0], Long.parseLong(fields[1]), Integer.parseInt(fields[2]), fields[3]),
                    fields[4],
                    Kind.valueOf(fields[5]),
                    fields[6],
                    Integer.parseInt(fields[7]),
                    Integer.parseInt(fields[8]));
        }
    }

    static Parts read(List<String> lines) {
        return new Parts(lines.stream().map(Figure::of).toList());
    }

    List<String> lines() {
        return figures.stream().map(Figure::line).sorted().toList();
    }

    /** With the figures of a test that has just ended: they replace those of the same part, and what another commit has come to is dropped. */
    Parts with(Part part, List<Figure> fresh) {
        List<String> tests = fresh.stream().map(Figure::test).toList();
        return new Parts(Stream.concat(
                        figures.stream()
                                .filter(old -> old.part.commit.equals(part.commit))
                                .filter(old -> !old.part.equals(part) || !tests.contains(old.test)),
                        fresh.stream())
                .toList());
    }

    /** The tables of the report. */
    List<String> report() {
        List<String> report = new ArrayList<>(List.of(
                "| Seeds | Schedules of | Commit | Runs of random schedules | Passed |", "|---|---|---|---:|---:|"));
        Map<Part, List<Figure>> parts =
                figures.stream().collect(Collectors.groupingBy(Figure::part, TreeMap::new, Collectors.toList()));
        parts.forEach((part, all) -> {
            List<String> random = all.stream()
                    .filter(figure -> figure.kind == Kind.FAULT)
                    .map(Figure::test)
                    .toList();
            List<Figure> runs = all.stream()
                    .filter(figure -> figure.kind == Kind.PROMISE && random.contains(figure.test))
                    .toList();
            report.add("| %s | %s | %s | %d | %d |"
                    .formatted(
                            part.seeds(),
                            part.size,
                            part.commit,
                            runs.stream().mapToInt(Figure::times).sum(),
                            runs.stream().mapToInt(Figure::passed).sum()));
        });
        report.addAll(List.of("", "| Promise | Attack | Runs | Passed |", "|---|---|---:|---:|"));
        sums(Kind.PROMISE).forEach((name, sum) -> report.add("| %s | %d | %d |".formatted(name, sum[0], sum[1])));
        Map<String, int[]> failed = sums(Kind.FAILED);
        if (!failed.isEmpty()) {
            report.addAll(List.of("", "Failed: " + String.join(", ", failed.keySet()) + "."));
        }
        report.addAll(List.of("", "Faults that the random schedules met:", "", "| Fault | Times |", "|---|---:|"));
        sums(Kind.FAULT).forEach((name, sum) -> report.add("| %s | %d |".formatted(name, sum[0])));
        return report;
    }

    private Map<String, int[]> sums(Kind kind) {
        BinaryOperator<int[]> sum = (one, other) -> new int[] {one[0] + other[0], one[1] + other[1]};
        Map<String, int[]> sums = new LinkedHashMap<>();
        figures.stream()
                .filter(figure -> figure.kind == kind)
                .sorted((one, other) -> one.name.compareTo(other.name))
                .forEach(figure -> sums.merge(figure.name, new int[] {figure.times, figure.passed}, sum));
        return sums;
    }
}
