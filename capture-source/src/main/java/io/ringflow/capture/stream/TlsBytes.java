package io.ringflow.capture.stream;

import java.nio.ByteBuffer;

/**
 * Reads handshake messages from TLS records (RFC 8446, 5.1), or as QUIC carries them, without
 * records (RFC 9001, 4.1.3). A message may span several records. After a problem all reads return
 * 0, and {@link #problem} says why. Not thread-safe.
 */
final class TlsBytes {

    private static final int HANDSHAKE = 22;
    private static final int HEADER_LENGTH = 5;
    private static final int LARGEST_RECORD = 1 << 14;

    private ByteBuffer buffer;
    private int at;
    private int to;
    private int recordEnd;

    /**
     * Null, {@link ParseResult#NONE} if the bytes are invalid, or {@link ParseResult#INCOMPLETE}.
     */
    ParseResult problem;

    /** Number of bytes left of the message. Reading beyond them is {@link ParseResult#NONE}. */
    int left;

    void start(ByteBuffer bytes, int from, int end, int messageLength) {
        buffer = bytes;
        at = from;
        to = end;
        recordEnd = from;
        left = messageLength;
        problem = null;
    }

    /** Starts to read a message that is not divided into records. */
    void startWithoutRecords(ByteBuffer bytes, int from, int end, int messageLength) {
        start(bytes, from, end, messageLength);
        recordEnd = Integer.MAX_VALUE;
    }

    int u8() {
        if (!take()) {
            return 0;
        }
        return buffer.get(at++) & 0xff;
    }

    int u16() {
        int high = u8();
        return high << 8 | u8();
    }

    int u24() {
        int high = u16();
        return high << 8 | u8();
    }

    void skip(int count) {
        int rest = count;
        while (rest > 0 && take()) {
            int step = Math.min(rest, Math.min(recordEnd, to) - at);
            left -= step - 1;
            at += step;
            rest -= step;
            if (left < 0) {
                problem = ParseResult.NONE;
            }
        }
    }

    /** Counts the next byte of the message. Returns false if there is a problem. */
    private boolean take() {
        if (problem == null && left < 1) {
            problem = ParseResult.NONE;
        }
        if (problem == null && at == recordEnd) {
            nextRecord();
        }
        if (problem == null && at >= to) {
            problem = ParseResult.INCOMPLETE;
        }
        if (problem != null) {
            return false;
        }
        left--;
        return true;
    }

    private void nextRecord() {
        int available = to - at;
        boolean broken =
                (available > 0 && buffer.get(at) != HANDSHAKE)
                        || (available > 1 && buffer.get(at + 1) != 3);
        if (broken) {
            problem = ParseResult.NONE;
        } else if (available < HEADER_LENGTH) {
            problem = ParseResult.INCOMPLETE;
        } else {
            int length = (buffer.get(at + 3) & 0xff) << 8 | (buffer.get(at + 4) & 0xff);
            if (length == 0 || length > LARGEST_RECORD) {
                problem = ParseResult.NONE;
            }
            at += HEADER_LENGTH;
            recordEnd = at + length;
        }
    }
}
