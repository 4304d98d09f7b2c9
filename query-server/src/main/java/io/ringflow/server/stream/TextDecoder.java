package io.ringflow.server.stream;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Makes text of UTF-8 that comes in pieces, which may end within a character. One instance for each
 * connection; not thread-safe.
 */
final class TextDecoder {

    /** The most bytes that a piece may have. */
    static final int PIECE_BYTES = 1024;

    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(PIECE_BYTES + LONGEST_CHARACTER);
    private final CharBuffer chars = CharBuffer.allocate(PIECE_BYTES + LONGEST_CHARACTER);
    private final StringBuilder text = new StringBuilder();
    private int length;

    /**
     * Takes the next piece. Beyond the size of a message it only looks whether it is UTF-8.
     *
     * @throws FrameException when it is not
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
        return length > StreamLimits.MESSAGE_BYTES;
    }

    /**
     * Ends the text, and makes this ready for the next one.
     *
     * @throws FrameException when it ends within a character
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
