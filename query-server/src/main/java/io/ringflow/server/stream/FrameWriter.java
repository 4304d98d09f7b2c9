package io.ringflow.server.stream;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes a server's frames, each message as one (RFC 6455, section 5.2). Used by one thread. */
final class FrameWriter {

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;

    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final int LONGEST_HEAD = 10;

    /** What a control frame holds besides a close's code. */
    private static final int REASON_BYTES = 123;

    private final DataWriter writer;

    FrameWriter(DataWriter writer) {
        this.writer = writer;
    }

    void text(String text) {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void ping() {
        frame(PING, new byte[0]);
    }

    void pong(BufferData payload) {
        frame(PONG, payload.readBytes());
    }

    /** Closes with a code, and a reason in ASCII. */
    void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, REASON_BYTES);
        frame(
                CLOSE,
                ByteBuffer.allocate(Short.BYTES + length)
                        .putShort((short) code)
                        .put(text, 0, length)
                        .array());
    }

    private void frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(LONGEST_HEAD + payload.length).put((byte) first);
        if (payload.length < SHORT) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << Short.SIZE) {
            frame.put((byte) SHORT).putShort((short) payload.length);
        } else {
            frame.put((byte) LONG).putLong(payload.length);
        }
        frame.put(payload).flip();
        writer.writeNow(BufferData.createReadOnly(frame.array(), 0, frame.limit()));
    }
}
