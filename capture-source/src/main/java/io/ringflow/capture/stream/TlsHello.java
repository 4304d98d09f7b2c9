package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;

/**
 * Finds the server name (RFC 6066, 3), the protocols (RFC 7301), the encrypted hello (RFC 9849) and
 * the JA4 fingerprint of a TLS ClientHello (RFC 8446, 4.1.2) at the start of a stream. Accepts any
 * bytes, and its work is bounded by their number. Not thread-safe.
 */
final class TlsHello {

    private static final int CLIENT_HELLO = 1;
    private static final int HEADER_LENGTH = 4;
    private static final int RANDOM = 32;
    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int HOST_NAME = 0;

    private final TlsBytes bytes = new TlsBytes();
    private final Ja4 ja4 = new Ja4();
    private final EncryptedHello encryptedHello = new EncryptedHello();

    /** First and last byte of the text that was read last. */
    private int firstByte;

    private int lastByte;

    /** Parses TLS records in the bytes {@code from} to {@code to}. The labels must be empty. */
    ParseResult parse(ByteBuffer buffer, int from, int to, Labels out) {
        bytes.start(buffer, from, to, HEADER_LENGTH);
        return parse(Ja4.TLS, out);
    }

    /** Parses the CRYPTO stream of QUIC, which has no records. The labels must be empty. */
    ParseResult parseQuic(ByteBuffer buffer, int from, int to, Labels out) {
        bytes.startWithoutRecords(buffer, from, to, HEADER_LENGTH);
        return parse(Ja4.QUIC, out);
    }

    private ParseResult parse(char transport, Labels out) {
        encryptedHello.start();
        hello(out);
        if (bytes.problem == ParseResult.NONE) {
            out.clear();
        }
        if (bytes.problem == null) {
            ja4.write(transport, out.text(LabelKind.JA4));
            encryptedHello.write(out);
            return ParseResult.FOUND;
        }
        boolean both = out.has(LabelKind.TLS_SNI) && out.has(LabelKind.TLS_ALPN);
        return both ? ParseResult.EARLY : bytes.problem;
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
        ja4.start(bytes.u16());
        bytes.skip(RANDOM);
        bytes.skip(bytes.u8());
        ciphers(bytes.u16());
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

    private void ciphers(int length) {
        for (int left = length; left > 1 && bytes.problem == null; left -= 2) {
            ja4.cipher(bytes.u16());
        }
        bytes.skip(length & 1);
    }

    private void extension(Labels out) {
        int type = bytes.u16();
        int length = bytes.u16();
        int leftAfter = bytes.left - length;
        if (bytes.problem == null && leftAfter < 0) {
            bytes.problem = ParseResult.NONE;
        }
        if (bytes.problem == null) {
            ja4.extension(type);
        }
        switch (type) {
            case SERVER_NAME -> {
                if (length > 0) {
                    keepIfWhole(out.text(LabelKind.TLS_SNI), serverNames(leftAfter, out));
                }
            }
            case ALPN -> keepIfWhole(out.text(LabelKind.TLS_ALPN), protocols(leftAfter, out));
            case SIGNATURE_ALGORITHMS -> signatureAlgorithms(leftAfter);
            case SUPPORTED_VERSIONS -> supportedVersions(leftAfter);
            case EncryptedHello.EXTENSION -> {
                if (length > 0) {
                    encryptedHello.type(bytes.u8());
                }
            }
            default -> {}
        }
        if (bytes.problem == null && bytes.left < leftAfter) {
            bytes.problem = ParseResult.NONE;
        }
        bytes.skip(bytes.left - leftAfter);
    }

    private void signatureAlgorithms(int leftAfter) {
        if (bytes.left - leftAfter >= 2) {
            bytes.u16();
        }
        while (bytes.problem == null && bytes.left - leftAfter >= 2) {
            ja4.signatureAlgorithm(bytes.u16());
        }
    }

    private void supportedVersions(int leftAfter) {
        if (bytes.left - leftAfter >= 1) {
            bytes.u8();
        }
        while (bytes.problem == null && bytes.left - leftAfter >= 2) {
            ja4.version(bytes.u16());
        }
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
        boolean first = true;
        while (bytes.problem == null && bytes.left > leftAfter) {
            if (list.length() > 0) {
                list.addPlain(',');
            }
            int length = within(leftAfter, bytes.u8());
            text(length, ',', list);
            if (first) {
                ja4.protocol(length, firstByte, lastByte);
                first = false;
            }
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
            firstByte = i == 0 ? value : firstByte;
            lastByte = value;
            if (value == separator) {
                to.addEscaped(value);
            } else {
                to.add(value);
            }
        }
    }
}
