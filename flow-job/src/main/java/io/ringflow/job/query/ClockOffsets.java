package io.ringflow.job.query;

import io.ringflow.model.state.InterfaceStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * By how much each host's clock is ahead of the others', from samples of pairs of hosts: of each
 * pair the median, and of each host's pairs the median again, so that neither a flow whose begin
 * one of them missed nor one host with a wrong clock moves the others. For one question.
 */
final class ClockOffsets {

    /** A pair with fewer samples says nothing. */
    private static final int FEWEST = 3;

    /** Samples of a host, by the other one. */
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

        /** Of two in the middle the one nearer to zero: two clocks that agree are right. */
        long median() {
            Arrays.sort(values, 0, count);
            long upper = values[count / 2];
            long lower = values[(count - 1) / 2];
            return Math.abs(lower) <= Math.abs(upper) ? lower : upper;
        }
    }

    /** By how much the clock of a host was ahead of another's. */
    void add(String host, String other, long aheadNanos) {
        samples(host, other).add(aheadNanos);
        samples(other, host).add(-aheadNanos);
    }

    private Samples samples(String host, String other) {
        return byHost.computeIfAbsent(host, its -> new HashMap<>())
                .computeIfAbsent(other, its -> new Samples());
    }

    /** A host's offset, or {@link InterfaceStatus#NO_SKEW} where too few flows were shared. */
    long aheadNanos(String host) {
        Samples medians = new Samples();
        byHost.getOrDefault(host, Map.of()).values().stream()
                .filter(samples -> samples.count >= FEWEST)
                .forEach(samples -> medians.add(samples.median()));
        return medians.count == 0 ? InterfaceStatus.NO_SKEW : medians.median();
    }
}
