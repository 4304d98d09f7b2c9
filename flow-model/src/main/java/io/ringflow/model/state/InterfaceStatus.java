package io.ringflow.model.state;

import io.ringflow.model.Observer;
import java.util.Map;

/**
 * One capture, counted since the job started. Packets and bytes are those of the wire: frames and
 * frame bytes, decoded or not, and without the dropped ones.
 *
 * @param observer host and interface
 * @param state the interface's state
 * @param packets frames read
 * @param bytes frame bytes read
 * @param packetsPerSecond frames a second, over the last complete second
 * @param bitsPerSecond frame bits a second, over the last complete second
 * @param drops packets that the kernel dropped for lack of ring space
 * @param freezes how often the ring was full
 * @param undecoded frames that gave no flow, by reason; reasons without a packet are left out
 * @param undecodedTypes the same frames by what they carried, as far as known; the {@value
 *     #SHOWN_TYPES} most frequent types
 * @param anomalies what was odd about packets that were counted all the same, by its name; those
 *     that did not occur are left out
 * @param ringFill how much of the ring waited for the reader, 0 to 1
 * @param gaps number of capture losses recorded
 * @param clockSkewNanos by how much the host's clock is ahead of those of the other hosts that saw
 *     the same flows, {@link #NO_SKEW} where that is not known
 */
public record InterfaceStatus(
        Observer observer,
        State state,
        long packets,
        long bytes,
        double packetsPerSecond,
        double bitsPerSecond,
        long drops,
        long freezes,
        Map<String, Long> undecoded,
        Map<String, Long> undecodedTypes,
        Map<String, Long> anomalies,
        double ringFill,
        long gaps,
        long clockSkewNanos) {

    /** Types shown of undecoded frames. */
    public static final int SHOWN_TYPES = 10;

    /** No other host saw the same flows. */
    public static final long NO_SKEW = Long.MIN_VALUE;

    /** Whether packets can be captured. */
    public enum State {
        /** Capturing. */
        UP("up"),
        /** The interface is down; capture goes on by itself when it comes up. */
        DOWN("down"),
        /** The interface does not exist; capture goes on when it is made again. */
        MISSING("missing"),
        /** A capture file that has been read to its end. */
        FINISHED("finished");

        private static final State[] VALUES = values();

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** The word users see. */
        public String text() {
            return text;
        }

        /** The state with an ordinal. */
        public static State of(int ordinal) {
            return VALUES[ordinal];
        }
    }

    public InterfaceStatus {
        undecoded = Map.copyOf(undecoded);
        undecodedTypes = Map.copyOf(undecodedTypes);
        anomalies = Map.copyOf(anomalies);
    }

    /** The same with a clock skew. */
    public InterfaceStatus withClockSkew(long nanos) {
        return new InterfaceStatus(
                observer,
                state,
                packets,
                bytes,
                packetsPerSecond,
                bitsPerSecond,
                drops,
                freezes,
                undecoded,
                undecodedTypes,
                anomalies,
                ringFill,
                gaps,
                nanos);
    }
}
