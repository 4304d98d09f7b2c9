package io.ringflow.server.stream.frame;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import java.util.Arrays;

/**
 * Reads a client's frames and refuses those that RFC 6455 forbids. Used by the connection's thread.
 * The layout of a frame is that of section 5.2:
 *
 * <pre>
 *   FIN RSV1-3 opcode(4) | MASK length(7) | length(16 or 64) if 126 or 127 | mask(32) | payload
 * </pre>
 */
public final class FrameReader {

    /** The longest message that a client may send, in bytes. */
    public static final int MESSAGE_BYTES = 64 * 1024;

    /** The longest frame that is read at all, in bytes. A longer one ends the connection. */
    private static final int FRAME_BYTES = 4 * MESSAGE_BYTES;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OP_CODE = 0xf;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int MASK_BYTES = 4;

    /** A complete message, or a control frame. */
    public sealed interface Received {

        record Text(String text) implements Received {}

        record Binary() implements Received {}

        /** A text of more than {@link #MESSAGE_BYTES}, which was not kept. */
        record TooLarge() implements Received {}

        record Ping(BufferData payload) implements Received {}

        record Pong() implements Received {}

        record Close() implements Received {}
    }

    private final DataReader reader;
    private final TextDecoder text = new TextDecoder();

    /** The opcode of the message under way; {@link #CONTINUATION} if there is none. */
    private int message = CONTINUATION;

    /** Reads frames from the given reader. */
    public FrameReader(DataReader reader) {
        this.reader = reader;
    }

    /**
     * Waits for the next complete message or control frame.
     *
     * @throws FrameException if a frame breaks a rule
     * @throws DataReader.InsufficientDataAvailableException at the end of the connection
     */
    public Received next() {
        while (true) {
            int first = octet();
            int second = octet();
            int opCode = first & OP_CODE;
            boolean last = (first & FINAL) != 0;
            require((first & RESERVED) == 0, "the reserved bits must be 0");
            require((second & MASKED) != 0, "a client must mask its frames");
            if (opCode >= CLOSE) {
                require(opCode <= PONG, "the opcode is unknown");
                require(last, "a control frame must not be fragmented");
                require(
                        (second & LENGTH) <= MAX_CONTROL_BYTES,
                        "a control frame has at most 125 bytes");
                return control(opCode, payload(second & LENGTH));
            }
            require(opCode <= BINARY, "the opcode is unknown");
            require(
                    (opCode == CONTINUATION) == (message != CONTINUATION),
                    "only the first frame of a message has an opcode");
            message = opCode == CONTINUATION ? message : opCode;
            data(length(second & LENGTH));
            if (last) {
                return message();
            }
        }
    }

    private static void require(boolean kept, String rule) {
        if (!kept) {
            throw new FrameException(CloseCode.PROTOCOL_ERROR, rule);
        }
    }

    private int octet() {
        return reader.read() & 0xff;
    }

    private long length(int announced) {
        if (announced < LENGTH_OF_16_BITS) {
            return announced;
        }
        long length = 0;
        for (int i = announced == LENGTH_OF_64_BITS ? Long.BYTES : Short.BYTES; i > 0; i--) {
            length = length << Byte.SIZE | octet();
        }
        require(length >= 0, "the first bit of a length must be 0");
        if (length > FRAME_BYTES) {
            throw new FrameException(
                    CloseCode.TOO_LARGE, "a frame has at most " + FRAME_BYTES + " bytes");
        }
        return length;
    }

    private static Received control(int opCode, byte[] payload) {
        return switch (opCode) {
            case PING -> new Received.Ping(BufferData.create(payload));
            case PONG -> new Received.Pong();
            default -> close(payload);
        };
    }

    private static Received close(byte[] payload) {
        if (payload.length > 0) {
            require(payload.length > 1, "the code of a close frame has two bytes");
            int code = (payload[0] & 0xff) << Byte.SIZE | (payload[1] & 0xff);
            require(CloseCode.isAllowed(code), "the code of the close frame is not allowed");
            TextDecoder reason = new TextDecoder();
            reason.add(Arrays.copyOfRange(payload, 2, payload.length));
            reason.end();
        }
        return new Received.Close();
    }

    private byte[] payload(int length) {
        byte[] mask = reader.readBytes(MASK_BYTES);
        byte[] payload = length == 0 ? new byte[0] : reader.readBytes(length);
        unmask(payload, mask, 0);
        return payload;
    }

    /** Reads the payload of a data frame piece by piece; keeps it if it is text. */
    private void data(long length) {
        byte[] mask = reader.readBytes(MASK_BYTES);
        long offset = 0;
        while (offset < length) {
            reader.ensureAvailable();
            int available = Math.min(reader.available(), TextDecoder.PIECE_BYTES);
            byte[] piece = reader.readBytes((int) Math.min(available, length - offset));
            unmask(piece, mask, (int) (offset % MASK_BYTES));
            if (message == TEXT) {
                text.add(piece);
            }
            offset += piece.length;
        }
    }

    private static void unmask(byte[] payload, byte[] mask, int from) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[(from + i) % MASK_BYTES];
        }
    }

    private Received message() {
        int ended = message;
        message = CONTINUATION;
        if (ended == BINARY) {
            return new Received.Binary();
        }
        boolean tooLarge = text.isTooLarge();
        String whole = text.end();
        return tooLarge ? new Received.TooLarge() : new Received.Text(whole);
    }
}
