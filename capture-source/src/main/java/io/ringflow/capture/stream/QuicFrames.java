package io.ringflow.capture.stream;

/**
 * Reads the frames of an Initial packet: PADDING, PING, ACK, CRYPTO and CONNECTION_CLOSE (RFC 9000,
 * 17.2.2). Reused for every packet. Not thread-safe.
 */
final class QuicFrames {

    private static final int PADDING = 0;
    private static final int PING = 1;
    private static final int ACK = 2;
    private static final int ACK_ECN = 3;
    private static final int CRYPTO = 6;

    private byte[] bytes;
    private int at;
    private int limit;

    /** Adds the parts of the CRYPTO stream to what is known of it. Stops at any other frame. */
    void read(byte[] content, int length, CryptoBytes to) {
        bytes = content;
        at = 0;
        limit = length;
        boolean known = true;
        while (known && at < limit) {
            int type = bytes[at++];
            known =
                    switch (type) {
                        case PADDING, PING -> true;
                        case ACK, ACK_ECN -> acknowledgment(type);
                        case CRYPTO -> crypto(to);
                        default -> false;
                    };
        }
    }

    private boolean acknowledgment(int type) {
        varint();
        varint();
        long ranges = varint();
        varint();
        for (long numbers = 2 * ranges; numbers > 0 && at < limit; numbers--) {
            varint();
        }
        if (type == ACK_ECN) {
            varint();
            varint();
            varint();
        }
        return ranges >= 0;
    }

    private boolean crypto(CryptoBytes to) {
        long offset = varint();
        long length = varint();
        if (offset < 0 || length < 0 || length > limit - at) {
            return false;
        }
        to.put(offset, bytes, at, (int) length);
        at += (int) length;
        return true;
    }

    /** Reads a number of variable length (RFC 9000, 16). Returns -1 if it is cut off. */
    private long varint() {
        int length = at < limit ? 1 << ((bytes[at] & 0xff) >>> 6) : 1;
        if (length > limit - at) {
            at = limit;
            return -1;
        }
        long value = bytes[at] & 0x3f;
        for (int i = 1; i < length; i++) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        at += length;
        return value;
    }
}
