package io.ringflow.job.export.ipfix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Texts of variable length (RFC 7011, 7), short enough for a length of one byte. */
final class VariableText {

    /** Longest text in bytes; longer ones are cut, because a record must fit into a datagram. */
    static final int MAX_BYTES = 64;

    private VariableText() {}

    static void put(ByteBuffer out, String text) {
        byte[] bytes = bytes(text);
        out.put((byte) bytes.length).put(bytes);
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return bytes;
        }
        int end = MAX_BYTES;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--; // not within a character
        }
        return Arrays.copyOf(bytes, end);
    }
}
