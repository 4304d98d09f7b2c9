package io.ringflow.server.stream.frame;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes a server's frames, one for each message (RFC 6455, section 5.2). Used by one thread at a
 * time.
 */
public final class FrameWriter {

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;

    private static final int SHORT = 126;
    private static final int LONG = 127;
    private static final int MAX_HEADER_BYTES = 10;

    /** The longest reason: a control frame has 125 bytes, of which the code takes two. */
    private static final int MAX_REASON_BYTES = 123;

    private final DataWriter writer;

    /** Writes frames to the given writer. */
    public FrameWriter(DataWriter writer) {
        this.writer = writer;
    }

    /** Writes a text message. */
    public void text(String text) {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a ping without payload. */
    public void ping() {
        frame(PING, new byte[0]);
    }

    /** Writes a pong with the payload of its ping. */
    public void pong(BufferData payload) {
        frame(PONG, payload.readBytes());
    }

    /**
     * Writes a close frame.
     *
     * @param code one of {@link CloseCode}
     * @param reason in ASCII; cut off after 123 characters
     */
    public void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, MAX_REASON_BYTES);
        frame(
                CLOSE,
                ByteBuffer.allocate(Short.BYTES + length)
                        .putShort((short) code)
                        .put(text, 0, length)
                        .array());
    }

    private void frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(MAX_HEADER_BYTES + payload.length).put((byte) first);
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
