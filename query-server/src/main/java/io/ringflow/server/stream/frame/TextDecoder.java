package io.ringflow.server.stream.frame;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 that arrives in pieces, which may end within a character. One instance per
 * connection. Not thread-safe.
 */
final class TextDecoder {

    /** The longest piece, in bytes. */
    static final int PIECE_BYTES = 1024;

    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(PIECE_BYTES + LONGEST_CHARACTER);
    private final CharBuffer chars = CharBuffer.allocate(PIECE_BYTES + LONGEST_CHARACTER);
    private final StringBuilder text = new StringBuilder();
    private int length;

    /**
     * Decodes the next piece. Text beyond the size of a message is checked but not kept.
     *
     * @throws FrameException if the piece is not UTF-8
     */
    void add(byte[] piece) {
        length += piece.length;
        bytes.put(piece).flip();
        check(decoder.decode(bytes, chars, false));
        bytes.compact();
        chars.flip();
        if (isTooLarge()) {
            text.setLength(0);
        } else {
            text.append(chars);
        }
        chars.clear();
    }

    boolean isTooLarge() {
        return length > FrameReader.MESSAGE_BYTES;
    }

    /**
     * Returns the complete text, and resets the decoder for the next one.
     *
     * @throws FrameException if the text ends within a character
     */
    String end() {
        bytes.flip();
        check(decoder.decode(bytes, chars, true));
        String whole = text.toString();
        reset();
        return whole;
    }

    private void reset() {
        decoder.reset();
        bytes.clear();
        chars.clear();
        text.setLength(0);
        text.trimToSize();
        length = 0;
    }

    private static void check(CoderResult result) {
        if (result.isError()) {
            throw new FrameException(CloseCode.NOT_UTF_8, "the text is not UTF-8");
        }
    }
}
