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
record Found(
        boolean retransmit,
        boolean outOfOrder,
        boolean zeroWindow,
        long rttNanos,
        Map<String, String> labels) {

    static final Found NOTHING = new Found(false, false, false, -1, Map.of());

    static final Found RETRANSMIT = new Found(true, false, false, -1, Map.of());

    static final Found OUT_OF_ORDER = new Found(false, true, false, -1, Map.of());

    Found withZeroWindow(boolean closed) {
        return new Found(retransmit, outOfOrder, closed, rttNanos, labels);
    }

    Found withRtt(long nanos) {
        return new Found(retransmit, outOfOrder, zeroWindow, nanos, labels);
    }

    Found withLabels(Map<String, String> fields) {
        return new Found(retransmit, outOfOrder, zeroWindow, rttNanos, fields);
    }
}
