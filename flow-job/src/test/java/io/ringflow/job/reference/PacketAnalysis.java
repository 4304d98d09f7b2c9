package io.ringflow.job.reference;

import java.util.Map;

/**
 * What a packet turns out to be, judging by the packets before it.
 *
 * @param retransmit whether it was sent before
 * @param outOfOrder whether another packet overtook it
 * @param zeroWindow whether its sender can take no more data
 * @param rttNanos round trip time of the handshake that it completes, or -1
 * @param starts whether it starts another connection than the one before
 * @param resets whether it is a RST that its receiver accepts
 * @param labels exported fields found in its payload
 */
record PacketAnalysis(
        boolean retransmit,
        boolean outOfOrder,
        boolean zeroWindow,
        long rttNanos,
        boolean starts,
        boolean resets,
        Map<String, String> labels) {

    static final PacketAnalysis NOTHING =
            new PacketAnalysis(false, false, false, -1, false, false, Map.of());

    static final PacketAnalysis RETRANSMIT =
            new PacketAnalysis(true, false, false, -1, false, false, Map.of());

    static final PacketAnalysis OUT_OF_ORDER =
            new PacketAnalysis(false, true, false, -1, false, false, Map.of());

    static final PacketAnalysis RESET =
            new PacketAnalysis(false, false, false, -1, false, true, Map.of());

    PacketAnalysis withZeroWindow(boolean closed) {
        return new PacketAnalysis(retransmit, outOfOrder, closed, rttNanos, starts, resets, labels);
    }

    PacketAnalysis withRtt(long nanos) {
        return new PacketAnalysis(
                retransmit, outOfOrder, zeroWindow, nanos, starts, resets, labels);
    }

    PacketAnalysis withStart(boolean start) {
        return new PacketAnalysis(
                retransmit, outOfOrder, zeroWindow, rttNanos, start, resets, labels);
    }

    PacketAnalysis withLabels(Map<String, String> fields) {
        return new PacketAnalysis(
                retransmit, outOfOrder, zeroWindow, rttNanos, starts, resets, fields);
    }
}
