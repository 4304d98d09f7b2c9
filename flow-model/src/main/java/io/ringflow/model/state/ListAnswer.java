package io.ringflow.model.state;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A list, and what is missing in it. Immutable.
 *
 * @param elements what the parts of the job that answered know
 * @param missing what did not answer, for people; empty if everything did
 */
public record ListAnswer<T>(List<T> elements, List<String> missing) implements Iterable<T> {

    public ListAnswer {
        elements = List.copyOf(elements);
        missing = List.copyOf(missing);
    }

    /** A list in which nothing is missing. */
    public static <T> ListAnswer<T> whole(List<T> elements) {
        return new ListAnswer<>(elements, List.of());
    }

    /**
     * Returns the elements if none can be missing.
     *
     * @throws StateException if some part of the job did not answer
     */
    public List<T> ofAll() {
        if (!missing.isEmpty()) {
            throw new StateException(StateException.Reason.UNAVAILABLE, String.join("; ", missing));
        }
        return elements;
    }

    /** The elements in their order. */
    public Stream<T> stream() {
        return elements.stream();
    }

    @Override
    public Iterator<T> iterator() {
        return elements.iterator();
    }
}
