package io.ringflow.capture.packet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts frames by {@link UnknownType}. Bounded: frames of types beyond the limit are counted as
 * {@link UnknownType#OTHER}. Not thread-safe.
 */
public final class UnknownTypes {

    private final int most;
    private long[] types = new long[4];
    private long[] counts = new long[4];
    private int size;

    /** Creates an empty set of counts for at most this many types. */
    public UnknownTypes(int most) {
        this.most = most;
    }

    /** The number of types. */
    public int size() {
        return size;
    }

    /** The type at an index. */
    public long type(int i) {
        return types[i];
    }

    /** The number of frames of the type at an index. */
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

    /** Adds all counts of another instance. */
    public void addAll(UnknownTypes other) {
        for (int i = 0; i < other.size; i++) {
            add(other.types[i], other.counts[i]);
        }
    }

    /** Forgets all counts. */
    public void clear() {
        Arrays.fill(counts, 0, size, 0);
        size = 0;
    }

    /** All counts by the text of the type, the most frequent first. */
    public Map<String, Long> texts() {
        Map<String, Long> texts =
                IntStream.range(0, size)
                        .boxed()
                        .collect(Collectors.toMap(i -> UnknownType.text(types[i]), i -> counts[i]));
        return mostFrequent(texts, texts.size());
    }

    /** The {@code limit} highest counts, the highest first; equal counts by name. */
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
