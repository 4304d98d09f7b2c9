package io.ringflow.capture.fold;

/**
 * The state bits of a followed connection, in {@link FlowEntries#STATE} beside {@link
 * FlowEntries#FOLLOWED}. Those that exist per side are shifted left by the side's number.
 */
final class ConnectionBits {

    /** Per side: the next sequence number is known. */
    static final int NEXT_KNOWN = 1;

    /** Per side: the newest segment closed the window. */
    static final int WINDOW_CLOSED = 1 << 2;

    /** Per side: it sent a SYN without ACK. */
    static final int SENT_SYN = 1 << 4;

    /** Per side: it sent a SYN with ACK. */
    static final int SENT_SYN_ACK = 1 << 6;

    /** A SYN-ACK has answered the SYN. */
    static final int SYN_ANSWERED = 1 << 8;

    /** The SYN-ACK was acknowledged. */
    static final int HANDSHAKE_COMPLETE = 1 << 9;

    /** Per side: its initial sequence number was seen. */
    static final int INITIAL_SEEN = 1 << 11;

    /** Per side: its initial sequence number follows from the other segments so far. */
    static final int INITIAL_GUESSED = 1 << 13;

    /** The connection had a segment that isn't a SYN. */
    static final int LIVED = 1 << 15;

    private ConnectionBits() {}
}
