package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;

/**
 * Finds the server name (RFC 6066, 3) and the protocols (RFC 7301) in a TLS ClientHello (RFC 8446,
 * 4.1.2) at the begin of a stream. No bytes make it throw; its work is bounded by their number. One
 * thread.
 */
final class TlsHello {

    private static final int CLIENT_HELLO = 1;
    private static final int HEADER_LENGTH = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;

    private final TlsBytes bytes = new TlsBytes();

    /** Reads what lies from {@code from} to {@code to}; labels must be empty. */
    Parse parse(ByteBuffer buffer, int from, int to, Labels out) {
        bytes.start(buffer, from, to, HEADER_LENGTH);
        hello(out);
        if (bytes.problem == Parse.NONE) {
            out.clear();
        }
        boolean both = out.has(LabelKind.TLS_SNI) && out.has(LabelKind.TLS_ALPN);
        if (bytes.problem == null || both) {
            return out.any() ? Parse.FOUND : Parse.NONE;
        }
        return bytes.problem;
    }

    private void hello(Labels out) {
        int type = bytes.u8();
        if (bytes.problem == null && type != CLIENT_HELLO) {
            bytes.problem = Parse.NONE;
        }
        int length = bytes.u24();
        if (bytes.problem == null && length > StreamLabels.MOST_BYTES) {
            bytes.problem = Parse.NONE;
        }
        bytes.left = length;
        bytes.skip(VERSION_AND_RANDOM);
        bytes.skip(bytes.u8());
        bytes.skip(bytes.u16());
        bytes.skip(bytes.u8());
        if (bytes.problem == null && bytes.left > 0) {
            int extensions = bytes.u16();
            if (bytes.problem == null && extensions != bytes.left) {
                bytes.problem = Parse.NONE;
            }
            while (bytes.problem == null && bytes.left > 0) {
                extension(out);
            }
        }
    }

    private void extension(Labels out) {
        int type = bytes.u16();
        int length = bytes.u16();
        int behind = bytes.left - length;
        if (bytes.problem == null && behind < 0) {
            bytes.problem = Parse.NONE;
        }
        if (type == SERVER_NAME && length > 0) {
            keepIfWhole(out.text(LabelKind.TLS_SNI), serverNames(behind, out));
        } else if (type == ALPN) {
            keepIfWhole(out.text(LabelKind.TLS_ALPN), protocols(behind, out));
        }
        if (bytes.problem == null && bytes.left < behind) {
            bytes.problem = Parse.NONE;
        }
        bytes.skip(bytes.left - behind);
    }

    private static void keepIfWhole(LabelText text, boolean whole) {
        if (!whole) {
            text.clear();
        }
    }

    private boolean serverNames(int behind, Labels out) {
        LabelText name = out.text(LabelKind.TLS_SNI);
        name.clear();
        bytes.u16();
        while (bytes.problem == null && bytes.left > behind && name.length() == 0) {
            int type = bytes.u8();
            int length = within(behind, bytes.u16());
            if (type == HOST_NAME) {
                text(length, -1, name);
            } else {
                bytes.skip(length);
            }
        }
        return bytes.problem == null;
    }

    private boolean protocols(int behind, Labels out) {
        LabelText list = out.text(LabelKind.TLS_ALPN);
        list.clear();
        bytes.u16();
        while (bytes.problem == null && bytes.left > behind) {
            if (list.length() > 0) {
                list.addPlain(',');
            }
            text(within(behind, bytes.u8()), ',', list);
        }
        return bytes.problem == null;
    }

    /** A length that must not reach beyond the extension. */
    private int within(int behind, int length) {
        if (bytes.problem == null && bytes.left - length < behind) {
            bytes.problem = Parse.NONE;
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
