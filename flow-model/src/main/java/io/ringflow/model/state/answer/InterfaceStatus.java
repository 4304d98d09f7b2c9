package io.ringflow.model.state.answer;

import io.ringflow.model.Observer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The state of one capture, with counts since the job started. Packets and bytes are frames and
 * frame bytes on the wire, decoded or not, without dropped ones.
 *
 * @param observer host and interface
 * @param state the interface's state
 * @param packets frames read
 * @param bytes frame bytes read
 * @param packetsPerSecond frames per second, over the last complete second
 * @param bitsPerSecond frame bits per second, over the last complete second
 * @param drops packets that the kernel dropped for lack of ring space
 * @param freezes how often the ring was full
 * @param undecoded frames that could not be decoded, by reason; only reasons that occurred
 * @param undecodedTypes the same frames by what they carried, if known; the {@value #SHOWN_TYPES}
 *     most frequent types
 * @param anomalies irregularities of packets that were still counted, by name; only those that
 *     occurred
 * @param ringFill share of the ring that waits for the reader, 0 to 1
 * @param gaps number of capture losses recorded
 * @param clockSkewNanos by how much the host's clock is ahead of those of other hosts that saw the
 *     same flows; {@link #NO_SKEW} if it is unknown
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

    /** Maximum number of types of undecoded frames. */
    public static final int SHOWN_TYPES = 10;

    /** The skew is unknown: no other host saw the same flows. */
    public static final long NO_SKEW = Long.MIN_VALUE;

    /** Whether packets can be captured. */
    public enum State {
        /** Capturing. */
        UP("up"),
        /** The interface is down; capture resumes when it comes up. */
        DOWN("down"),
        /** The interface does not exist; capture resumes when it is created again. */
        MISSING("missing"),
        /** All packets are counted: the file's end was reached, or the live capture was stopped. */
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

        /** The state with this ordinal. */
        public static State of(int ordinal) {
            return VALUES[ordinal];
        }
    }

    public InterfaceStatus {
        undecoded = Map.copyOf(undecoded);
        undecodedTypes = Map.copyOf(undecodedTypes);
        anomalies = Map.copyOf(anomalies);
    }

    /** The hosts on which an interface is captured at the moment. */
    public static Set<String> capturingHosts(List<InterfaceStatus> interfaces) {
        return interfaces.stream()
                .filter(status -> status.state() == State.UP)
                .map(status -> status.observer().host())
                .collect(Collectors.toSet());
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
