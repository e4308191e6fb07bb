package routes.emulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/** Iterates over rows of any number, one page of them in memory, by ascending key. */
final class PagedIterator<T> implements Iterator<T> {

    /** A row: its key, from 1, and what is wanted of it. */
    record Entry<T>(long key, T value) {}

    private final LongFunction<List<Entry<T>>> pages;
    private final Predicate<T> wanted;
    private final Deque<T> page = new ArrayDeque<>();
    private long after;
    private boolean over;

    /**
     * @param pages the rows after a key; none at the end
     * @param wanted which of the rows to give
     */
    PagedIterator(LongFunction<List<Entry<T>>> pages, Predicate<T> wanted) {
        this.pages = pages;
        this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && !over) {
            List<Entry<T>> rows = pages.apply(after);
            over = rows.isEmpty();
            for (Entry<T> row : rows) {
                after = row.key();
                if (wanted.test(row.value())) {
                    page.add(row.value());
                }
            }
        }
        return !page.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.remove();
    }
}
