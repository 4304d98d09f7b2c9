package io.ringflow.job.reference;

import java.util.Map;

/**
 * What a packet turns out to be, judging by the packets before it.
 *
 * @param retransmit whether it was sent before
 * @param outOfOrder whether another packet overtook it
 * @param zeroWindow whether its sender can take no more data
 * @param rttNanos round trip time of the handshake that it completes, or -1
 * @param labels exported fields found in its payload
 */
record PacketAnalysis(
        boolean retransmit,
        boolean outOfOrder,
        boolean zeroWindow,
        long rttNanos,
        Map<String, String> labels) {

    static final PacketAnalysis NOTHING = new PacketAnalysis(false, false, false, -1, Map.of());

    static final PacketAnalysis RETRANSMIT = new PacketAnalysis(true, false, false, -1, Map.of());

    static final PacketAnalysis OUT_OF_ORDER = new PacketAnalysis(false, true, false, -1, Map.of());

    PacketAnalysis withZeroWindow(boolean closed) {
        return new PacketAnalysis(retransmit, outOfOrder, closed, rttNanos, labels);
    }

    PacketAnalysis withRtt(long nanos) {
        return new PacketAnalysis(retransmit, outOfOrder, zeroWindow, nanos, labels);
    }

    PacketAnalysis withLabels(Map<String, String> fields) {
        return new PacketAnalysis(retransmit, outOfOrder, zeroWindow, rttNanos, fields);
    }
}
