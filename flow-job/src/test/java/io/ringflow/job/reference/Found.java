package io.ringflow.job.reference;

import java.util.Map;

/**
 * What a packet turns out to be when it is looked at together with those before it.
 *
 * @param retransmit it was sent before
 * @param outOfOrder another one overtook it
 * @param zeroWindow its sender can take no more data
 * @param rttNanos round trip of the handshake that it completes, -1 for none
 * @param labels exported fields that its payload tells
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

    Found withZeroWindow(boolean itsZeroWindow) {
        return new Found(retransmit, outOfOrder, itsZeroWindow, rttNanos, labels);
    }

    Found withRtt(long itsRttNanos) {
        return new Found(retransmit, outOfOrder, zeroWindow, itsRttNanos, labels);
    }

    Found withLabels(Map<String, String> itsLabels) {
        return new Found(retransmit, outOfOrder, zeroWindow, rttNanos, itsLabels);
    }
}
