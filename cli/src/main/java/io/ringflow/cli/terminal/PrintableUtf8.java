package io.ringflow.cli.terminal;

import io.ringflow.model.text.PrintableText;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Prints a long UTF-8 text that arrives in parts, as {@link PrintableText#ofLines} writes it.
 * Malformed bytes become U+FFFD. One instance per text. Not thread-safe.
 */
public final class PrintableUtf8 {

    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The first bytes of a character whose last bytes arrive with the next part. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    /** Writes the next part, without copying it if it is plain ASCII, as most parts are. */
    public void write(byte[] part, int length, PrintStream out) {
        if (!rest.hasRemaining() && isPlain(part, length)) {
            out.write(part, 0, length);
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(rest.remaining() + length);
        bytes.put(rest).put(part, 0, length).flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        var unused = decoder.decode(bytes, text, false);
        rest = bytes;
        byte[] printable =
                PrintableText.ofLines(text.flip().toString()).getBytes(StandardCharsets.UTF_8);
        out.write(printable, 0, printable.length);
    }

    private static boolean isPlain(byte[] part, int length) {
        for (int i = 0; i < length; i++) {
            byte b = part[i];
            if ((b < ' ' && b != '\n' && b != '\t') || b > '~') {
                return false;
            }
        }
        return true;
    }
}
