package io.ringflow.bench.textbook;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * A flow that ended by its idle timeout.
 *
 * @param flow the flow's key
 * @param number which of the key's flows it is, from 1
 * @param sums what was counted
 */
public record Session(Endpoints flow, int number, Sums sums) {

    static final TypeInformation<Session> TYPE = Types.POJO(Session.class);

    /**
     * What was counted of one flow.
     *
     * @param startNanos time of the first packet, nanoseconds since the epoch
     * @param endNanos time of the last packet
     * @param lowPackets packets that the lower endpoint sent
     * @param lowBytes IP bytes of those packets
     * @param highPackets packets that the higher endpoint sent
     * @param highBytes IP bytes of those packets
     */
    public record Sums(
            long startNanos,
            long endNanos,
            long lowPackets,
            long lowBytes,
            long highPackets,
            long highBytes) {

        static final TypeInformation<Sums> TYPE = Types.POJO(Sums.class);

        static final Sums NONE = new Sums(Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, 0, 0);

        /** Returns what was counted, with the endpoints exchanged. */
        Sums exchanged() {
            return new Sums(
                    startNanos,
                    endNanos,
                    /* lowPackets= */ highPackets,
                    /* lowBytes= */ highBytes,
                    /* highPackets= */ lowPackets,
                    /* highBytes= */ lowBytes);
        }

        Sums plus(Packet packet) {
            int low = packet.fromLow() ? 1 : 0;
            int high = 1 - low;
            return plus(
                    new Sums(
                            packet.timeNanos(),
                            packet.timeNanos(),
                            (long) low * packet.packets(),
                            (long) low * packet.bytes(),
                            (long) high * packet.packets(),
                            (long) high * packet.bytes()));
        }

        Sums plus(Sums other) {
            return new Sums(
                    Math.min(startNanos, other.startNanos),
                    Math.max(endNanos, other.endNanos),
                    lowPackets + other.lowPackets,
                    lowBytes + other.lowBytes,
                    highPackets + other.highPackets,
                    highBytes + other.highBytes);
        }
    }
}
