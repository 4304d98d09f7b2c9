package io.ringflow.capture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts frames by their {@link UnknownType}. Bounded: when there is no room for a further type,
 * its frames are counted as {@link UnknownType#OTHER}. Not thread-safe.
 */
public final class UnknownTypes {

    private final int most;
    private long[] types = new long[4];
    private long[] counts = new long[4];
    private int size;

    /** Counts of up to this many types. */
    public UnknownTypes(int most) {
        this.most = most;
    }

    /** The number of types counted. */
    public int size() {
        return size;
    }

    /** The type at an index. */
    public long type(int i) {
        return types[i];
    }

    /** The frames of the type at an index. */
    public long count(int i) {
        return counts[i];
    }

    /** Counts frames of a type. */
    public void add(long type, long frames) {
        int i = indexOf(type);
        if (i == size) {
            if (size >= most && type != UnknownType.OTHER) {
                add(UnknownType.OTHER, frames);
                return;
            }
            if (size == types.length) {
                types = Arrays.copyOf(types, size * 2);
                counts = Arrays.copyOf(counts, size * 2);
            }
            types[size++] = type;
        }
        counts[i] += frames;
    }

    private int indexOf(long type) {
        int i = 0;
        while (i < size && types[i] != type) {
            i++;
        }
        return i;
    }

    /** Adds what others counted. */
    public void addAll(UnknownTypes others) {
        for (int i = 0; i < others.size; i++) {
            add(others.types[i], others.counts[i]);
        }
    }

    /** Forgets all counts. */
    public void clear() {
        Arrays.fill(counts, 0, size, 0);
        size = 0;
    }

    /** All counts by the types' texts, the most frequent first. */
    public Map<String, Long> texts() {
        Map<String, Long> texts =
                IntStream.range(0, size)
                        .boxed()
                        .collect(Collectors.toMap(i -> UnknownType.text(types[i]), i -> counts[i]));
        return mostFrequent(texts, texts.size());
    }

    /** The most frequent of several counts, the first of them first. */
    public static Map<String, Long> mostFrequent(Map<String, Long> counts, int limit) {
        Map<String, Long> first = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .forEach(count -> first.put(count.getKey(), count.getValue()));
        return first;
    }
}
