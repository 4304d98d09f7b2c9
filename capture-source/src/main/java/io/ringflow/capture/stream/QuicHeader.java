package io.ringflow.capture.stream;

import java.nio.ByteBuffer;

/**
 * The header of a QUIC packet with a long header (RFC 9000, 17.2) up to the packet number. Reused
 * for every packet. Not thread-safe.
 */
final class QuicHeader {

    private static final int LONG_AND_FIXED = 0xc0;
    private static final int LONGEST_ID = 20;

    /** First bytes of a packet that {@link #isLong} needs. */
    private static final int START = 5;

    /** Null before the first packet. */
    QuicVersion version;

    boolean isInitial;

    /** Offset of the destination connection id. */
    int idOffset;

    int idLength;

    /** Offset of the protected packet number. */
    int numberOffset;

    /** Offset after the packet, where another one may follow. */
    int end;

    private ByteBuffer buffer;
    private int at;
    private int limit;

    /** Returns true if the bytes may start a packet with a long header of a known version. */
    static boolean isLong(ByteBuffer buffer, int from, int to) {
        return to - from > START
                && (buffer.get(from) & LONG_AND_FIXED) == LONG_AND_FIXED
                && QuicVersion.of(number(buffer, from + 1)) != null;
    }

    private static int number(ByteBuffer buffer, int at) {
        return buffer.get(at) << 24
                | (buffer.get(at + 1) & 0xff) << 16
                | (buffer.get(at + 2) & 0xff) << 8
                | (buffer.get(at + 3) & 0xff);
    }

    /**
     * Reads the header at {@code from}. Returns false if it is invalid or its packet is cut off.
     */
    boolean read(ByteBuffer bytes, int from, int to) {
        if (!isLong(bytes, from, to)) {
            return false;
        }
        buffer = bytes;
        at = from + START;
        limit = to;
        version = QuicVersion.of(number(bytes, from + 1));
        int type = bytes.get(from) >>> 4 & 3;
        isInitial = type == version.initialType();
        if (type == version.retryType()) {
            return false;
        }
        idLength = connectionId();
        idOffset = at - idLength;
        if (idLength < 0 || connectionId() < 0) {
            return false;
        }
        if (isInitial && !skip(varint())) {
            return false;
        }
        long length = varint();
        numberOffset = at;
        if (!skip(length)) {
            return false;
        }
        end = at;
        return true;
    }

    /** Skips a connection id. Returns its length, or -1. */
    private int connectionId() {
        if (at >= limit) {
            return -1;
        }
        int length = buffer.get(at++) & 0xff;
        return length <= LONGEST_ID && skip(length) ? length : -1;
    }

    private boolean skip(long count) {
        if (count < 0 || count > limit - at) {
            return false;
        }
        at += (int) count;
        return true;
    }

    /** Reads a number of variable length (RFC 9000, 16). Returns -1 if it is cut off. */
    private long varint() {
        if (at >= limit) {
            return -1;
        }
        int first = buffer.get(at) & 0xff;
        int length = 1 << (first >>> 6);
        if (length > limit - at) {
            return -1;
        }
        long value = first & 0x3f;
        for (int i = 1; i < length; i++) {
            value = value << 8 | (buffer.get(at + i) & 0xff);
        }
        at += length;
        return value;
    }
}
