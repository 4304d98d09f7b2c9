package io.ringflow.job.query;

import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How far each host's clock is ahead of the others', from samples of pairs of hosts. The result is
 * the median over a host's pairs of each pair's median. So neither a flow whose start one host
 * missed nor a host with a wrong clock distorts the results of others. For one query.
 */
final class ClockOffsets {

    /** Pairs with fewer samples are ignored. */
    private static final int MIN_SAMPLES = 3;

    /** Samples by host and other host. */
    private final Map<String, Map<String, Samples>> byHost = new HashMap<>();

    /** A growing list of numbers. */
    private static final class Samples {
        private long[] values = new long[16];
        private int count;

        void add(long value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        /**
         * The median; of two middle values the one closer to zero, which trusts clocks that agree.
         */
        long median() {
            Arrays.sort(values, 0, count);
            long upper = values[count / 2];
            long lower = values[(count - 1) / 2];
            return Math.abs(lower) <= Math.abs(upper) ? lower : upper;
        }
    }

    /** Adds a sample: the clock of a host was ahead of another's. */
    void add(String host, String other, long aheadNanos) {
        samples(host, other).add(aheadNanos);
        samples(other, host).add(-aheadNanos);
    }

    private Samples samples(String host, String other) {
        return byHost.computeIfAbsent(host, key -> new HashMap<>())
                .computeIfAbsent(other, key -> new Samples());
    }

    /** A host's offset, or {@link InterfaceStatus#NO_SKEW} if too few flows were shared. */
    long aheadNanos(String host) {
        Samples medians = new Samples();
        byHost.getOrDefault(host, Map.of()).values().stream()
                .filter(samples -> samples.count >= MIN_SAMPLES)
                .forEach(samples -> medians.add(samples.median()));
        return medians.count == 0 ? InterfaceStatus.NO_SKEW : medians.median();
    }
}
