package routes.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import routes.copy.CopiedRange;

/**
 * Merges the ranges of jobs that follow each other in the scan, so that one transaction rewrites several. Only the scan's
 * own sequence tells which ranges are neighbours: the order of keys is the database's.
 */
public final class RangeMerger {

    private final int mostRows;

    /**
     * @param mostRows most rows in a merged range; a single job may have more
     */
    public RangeMerger(int mostRows) {
        this.mostRows = mostRows;
    }

    public List<ColumnRange> merge(List<CopiedRange> notifications) {
        List<CopiedRange> ordered = new ArrayList<>(notifications);
        ordered.sort(Comparator.comparingLong(CopiedRange::pass).thenComparingLong(CopiedRange::sequence));
        List<ColumnRange> ranges = new ArrayList<>();
        CopiedRange first = null;
        CopiedRange last = null;
        int rows = 0;
        for (CopiedRange next : ordered) {
            if (first != null && (!last.isFollowedBy(next) || rows + next.rows() > mostRows)) {
                ranges.add(range(first, last));
                first = null;
            }
            if (first == null) {
                first = next;
                rows = 0;
            }
            last = next;
            rows += next.rows();
        }
        if (first != null) {
            ranges.add(range(first, last));
        }
        return ranges;
    }

    private static ColumnRange range(CopiedRange first, CopiedRange last) {
        return new ColumnRange(first.column(), new KeyRange(first.first(), last.last()));
    }
}
