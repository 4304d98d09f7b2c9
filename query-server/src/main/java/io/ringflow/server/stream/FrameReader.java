package io.ringflow.server.stream;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import java.util.Arrays;

/**
 * Reads what a client sends over a WebSocket, and refuses what RFC 6455 forbids: section 5 says how
 * frames look. Used by the connection's thread.
 *
 * <pre>
 *   FIN RSV1-3 opcode(4) | MASK length(7) | length(16 or 64) if 126 or 127 | mask(32) | payload
 * </pre>
 */
final class FrameReader {

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
    private static final int MOST_OF_CONTROL = 125;
    private static final int MASK_BYTES = 4;

    /** A whole message, or a control frame. */
    sealed interface Received {

        record Text(String text) implements Received {}

        record Binary() implements Received {}

        /** A message of more bytes than are read. */
        record TooLarge() implements Received {}

        record Ping(BufferData payload) implements Received {}

        record Pong() implements Received {}

        record Close() implements Received {}
    }

    private final DataReader reader;
    private final TextDecoder text = new TextDecoder();

    /** What kind of message has begun; {@link #CONTINUATION} when none has. */
    private int message = CONTINUATION;

    FrameReader(DataReader reader) {
        this.reader = reader;
    }

    /**
     * What comes next.
     *
     * @throws FrameException when it breaks a rule
     * @throws DataReader.InsufficientDataAvailableException at the connection's end
     */
    Received next() {
        while (true) {
            int first = octet();
            int second = octet();
            int opCode = first & OP_CODE;
            boolean last = (first & FINAL) != 0;
            rule((first & RESERVED) == 0, "the reserved bits are 0");
            rule((second & MASKED) != 0, "a client masks its frames");
            if (opCode >= CLOSE) {
                rule(opCode <= PONG, "there is no such opcode");
                rule(last, "a control frame is not fragmented");
                rule((second & LENGTH) <= MOST_OF_CONTROL, "a control frame has 125 bytes at most");
                return control(opCode, payload(second & LENGTH));
            }
            rule(opCode <= BINARY, "there is no such opcode");
            rule(
                    (opCode == CONTINUATION) == (message != CONTINUATION),
                    "a message's first frame has its opcode, the others continue it");
            message = opCode == CONTINUATION ? message : opCode;
            data(length(second & LENGTH));
            if (last) {
                return message();
            }
        }
    }

    private static void rule(boolean kept, String rule) {
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
        rule(length >= 0, "a length's first bit is 0");
        if (length > StreamLimits.FRAME_BYTES) {
            throw new FrameException(
                    CloseCode.TOO_LARGE,
                    "a frame has " + StreamLimits.FRAME_BYTES + " bytes at most");
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
            rule(payload.length > 1, "a close has a code of two bytes, or nothing");
            int code = (payload[0] & 0xff) << Byte.SIZE | (payload[1] & 0xff);
            rule(CloseCode.isAllowed(code), "a close has a code that may be sent");
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

    /** Reads a frame's payload in pieces, and keeps what belongs to a text. */
    private void data(long length) {
        byte[] mask = reader.readBytes(MASK_BYTES);
        long at = 0;
        while (at < length) {
            reader.ensureAvailable();
            int most = Math.min(reader.available(), TextDecoder.PIECE_BYTES);
            byte[] piece = reader.readBytes((int) Math.min(most, length - at));
            unmask(piece, mask, (int) (at % MASK_BYTES));
            if (message == TEXT) {
                text.add(piece);
            }
            at += piece.length;
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
