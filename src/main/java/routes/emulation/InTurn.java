package routes.emulation;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The elements of one iterator after those of the other, each asked for when its turn comes: a stream's flat map would read all of one at once. */
final class InTurn<T> implements Iterator<T> {

    private final Iterator<Iterator<T>> parts;
    private Iterator<T> part = Collections.emptyIterator();

    InTurn(Iterator<Iterator<T>> parts) {
        this.parts = parts;
    }

    @Override
    public boolean hasNext() {
        while (!part.hasNext() && parts.hasNext()) {
            part = parts.next();
        }
        return part.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return part.next();
    }
}
