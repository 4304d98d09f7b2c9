package io.ringflow.bench.textbook;

import io.ringflow.model.IpAddress;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The key of a bidirectional flow: protocol and both endpoints, the lower endpoint first, so that
 * both directions have the same key.
 *
 * @param lowHigh high half of the lower endpoint's address
 * @param lowLow low half of the lower endpoint's address
 * @param lowPort port of the lower endpoint
 * @param highHigh high half of the higher endpoint's address
 * @param highLow low half of the higher endpoint's address
 * @param highPort port of the higher endpoint
 * @param protocol IP protocol
 */
public record Endpoints(
        long lowHigh,
        long lowLow,
        int lowPort,
        long highHigh,
        long highLow,
        int highPort,
        int protocol) {

    static final TypeInformation<Endpoints> TYPE = Types.POJO(Endpoints.class);

    /** Returns the key of a flow from one endpoint to another, or from the other to the one. */
    static Endpoints between(IpAddress src, int srcPort, IpAddress dst, int dstPort, int protocol) {
        return isLower(src, srcPort, dst, dstPort)
                ? new Endpoints(
                        src.high(), src.low(), srcPort, dst.high(), dst.low(), dstPort, protocol)
                : new Endpoints(
                        dst.high(), dst.low(), dstPort, src.high(), src.low(), srcPort, protocol);
    }

    /** Returns true if the first endpoint comes first in the key. */
    static boolean isLower(IpAddress src, int srcPort, IpAddress dst, int dstPort) {
        int order = src.compareTo(dst);
        return order < 0 || (order == 0 && srcPort <= dstPort);
    }
}
