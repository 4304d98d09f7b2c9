package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;

/**
 * Finds the server name (RFC 6066, 3) and the protocols (RFC 7301) in a TLS ClientHello (RFC 8446,
 * 4.1.2) at the start of a stream. Accepts any bytes, and its work is bounded by their number. Not
 * thread-safe.
 */
final class TlsHello {

    private static final int CLIENT_HELLO = 1;
    private static final int HEADER_LENGTH = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;

    private final TlsBytes bytes = new TlsBytes();

    /** Parses the bytes {@code from} to {@code to}. The labels must be empty. */
    ParseResult parse(ByteBuffer buffer, int from, int to, Labels out) {
        bytes.start(buffer, from, to, HEADER_LENGTH);
        hello(out);
        if (bytes.problem == ParseResult.NONE) {
            out.clear();
        }
        boolean both = out.has(LabelKind.TLS_SNI) && out.has(LabelKind.TLS_ALPN);
        if (bytes.problem == null || both) {
            return out.any() ? ParseResult.FOUND : ParseResult.NONE;
        }
        return bytes.problem;
    }

    private void hello(Labels out) {
        int type = bytes.u8();
        if (bytes.problem == null && type != CLIENT_HELLO) {
            bytes.problem = ParseResult.NONE;
        }
        int length = bytes.u24();
        if (bytes.problem == null && length > StreamLabels.MAX_BYTES) {
            bytes.problem = ParseResult.NONE;
        }
        bytes.left = length;
        bytes.skip(VERSION_AND_RANDOM);
        bytes.skip(bytes.u8());
        bytes.skip(bytes.u16());
        bytes.skip(bytes.u8());
        if (bytes.problem == null && bytes.left > 0) {
            int extensions = bytes.u16();
            if (bytes.problem == null && extensions != bytes.left) {
                bytes.problem = ParseResult.NONE;
            }
            while (bytes.problem == null && bytes.left > 0) {
                extension(out);
            }
        }
    }

    private void extension(Labels out) {
        int type = bytes.u16();
        int length = bytes.u16();
        int leftAfter = bytes.left - length;
        if (bytes.problem == null && leftAfter < 0) {
            bytes.problem = ParseResult.NONE;
        }
        if (type == SERVER_NAME && length > 0) {
            keepIfWhole(out.text(LabelKind.TLS_SNI), serverNames(leftAfter, out));
        } else if (type == ALPN) {
            keepIfWhole(out.text(LabelKind.TLS_ALPN), protocols(leftAfter, out));
        }
        if (bytes.problem == null && bytes.left < leftAfter) {
            bytes.problem = ParseResult.NONE;
        }
        bytes.skip(bytes.left - leftAfter);
    }

    private static void keepIfWhole(LabelText text, boolean whole) {
        if (!whole) {
            text.clear();
        }
    }

    private boolean serverNames(int leftAfter, Labels out) {
        LabelText name = out.text(LabelKind.TLS_SNI);
        name.clear();
        bytes.u16();
        while (bytes.problem == null && bytes.left > leftAfter && name.length() == 0) {
            int type = bytes.u8();
            int length = within(leftAfter, bytes.u16());
            if (type == HOST_NAME) {
                text(length, -1, name);
            } else {
                bytes.skip(length);
            }
        }
        return bytes.problem == null;
    }

    private boolean protocols(int leftAfter, Labels out) {
        LabelText list = out.text(LabelKind.TLS_ALPN);
        list.clear();
        bytes.u16();
        while (bytes.problem == null && bytes.left > leftAfter) {
            if (list.length() > 0) {
                list.addPlain(',');
            }
            text(within(leftAfter, bytes.u8()), ',', list);
        }
        return bytes.problem == null;
    }

    /** Checks that a length doesn't reach beyond the extension, and returns it. */
    private int within(int leftAfter, int length) {
        if (bytes.problem == null && bytes.left - length < leftAfter) {
            bytes.problem = ParseResult.NONE;
        }
        return length;
    }

    private void text(int length, int separator, LabelText to) {
        for (int i = 0; i < length && bytes.problem == null; i++) {
            int value = bytes.u8();
            if (value == separator) {
                to.addEscaped(value);
            } else {
                to.add(value);
            }
        }
    }
}
