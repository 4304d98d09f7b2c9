package io.ringflow.job.reference;

/**
 * What a packet turns out to be when it is looked at together with those before it.
 *
 * @param retransmit it was sent before
 * @param outOfOrder another one overtook it
 * @param zeroWindow its sender can take no more data
 * @param rttNanos round trip of the handshake that it completes, -1 for none
 */
record Found(boolean retransmit, boolean outOfOrder, boolean zeroWindow, long rttNanos) {

    static final Found NOTHING = new Found(false, false, false, -1);

    static final Found RETRANSMIT = new Found(true, false, false, -1);

    static final Found OUT_OF_ORDER = new Found(false, true, false, -1);

    Found withZeroWindow(boolean itsZeroWindow) {
        return new Found(retransmit, outOfOrder, itsZeroWindow, rttNanos);
    }

    Found withRtt(long itsRttNanos) {
        return new Found(retransmit, outOfOrder, zeroWindow, itsRttNanos);
    }
}
