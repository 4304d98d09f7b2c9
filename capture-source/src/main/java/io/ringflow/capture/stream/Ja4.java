package io.ringflow.capture.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The JA4 fingerprint of a TLS client (FoxIO), computed from the parts of its ClientHello. Values
 * of GREASE (RFC 8701) count nowhere. Reused for every hello. Not thread-safe.
 */
final class Ja4 {

    /** First character of the fingerprint of TLS over TCP. */
    static final char TLS = 't';

    /** First character of the fingerprint of QUIC. */
    static final char QUIC = 'q';

    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int LARGEST_COUNT = 99;
    private static final int HASH_BYTES = 6;
    private static final String NO_HASH = "0".repeat(2 * HASH_BYTES);
    private static final HexFormat HEX = HexFormat.of();

    /** A list of 16-bit values. */
    private static final class Values {
        int[] values = new int[64];
        int count;

        void add(int value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        /** Appends the values in hexadecimal, separated by commas. */
        void write(StringBuilder to) {
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    to.append(',');
                }
                HEX.toHexDigits(to, (byte) (values[i] >>> 8));
                HEX.toHexDigits(to, (byte) values[i]);
            }
        }
    }

    private final Values ciphers = new Values();

    /** Without the server name and the protocols. */
    private final Values extensions = new Values();

    private final Values signatureAlgorithms = new Values();
    private final StringBuilder list = new StringBuilder();
    private final MessageDigest sha256;

    private int legacyVersion;
    private int highestVersion;
    private int extensionCount;
    private boolean hasServerName;
    private String protocol = "";

    Ja4() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Starts a hello with the version in its fixed part. */
    void start(int version) {
        legacyVersion = version;
        highestVersion = 0;
        ciphers.count = 0;
        extensions.count = 0;
        signatureAlgorithms.count = 0;
        extensionCount = 0;
        hasServerName = false;
        protocol = "00";
    }

    private static boolean isGrease(int value) {
        return (value & 0x0f0f) == 0x0a0a && value >>> 8 == (value & 0xff);
    }

    void cipher(int value) {
        if (!isGrease(value)) {
            ciphers.add(value);
        }
    }

    void extension(int type) {
        if (isGrease(type)) {
            return;
        }
        extensionCount++;
        hasServerName |= type == SERVER_NAME;
        if (type != SERVER_NAME && type != ALPN) {
            extensions.add(type);
        }
    }

    /** Notes one of the versions that the client supports. */
    void version(int value) {
        if (!isGrease(value)) {
            highestVersion = Math.max(highestVersion, value);
        }
    }

    void signatureAlgorithm(int value) {
        if (!isGrease(value)) {
            signatureAlgorithms.add(value);
        }
    }

    /** Notes the first protocol of ALPN. Of a protocol with other bytes, hex digits count. */
    void protocol(int length, int first, int last) {
        if (length > 0) {
            protocol =
                    isAlphanumeric(first) && isAlphanumeric(last)
                            ? "" + (char) first + (char) last
                            : "" + HEX.toHighHexDigit(first) + HEX.toLowHexDigit(last);
        }
    }

    private static boolean isAlphanumeric(int value) {
        return (value >= '0' && value <= '9')
                || (value >= 'A' && value <= 'Z')
                || (value >= 'a' && value <= 'z');
    }

    /** Appends the fingerprint of the hello. */
    void write(char transport, LabelText to) {
        to.addPlain(transport);
        to.addPlain(versionText(highestVersion == 0 ? legacyVersion : highestVersion));
        to.addPlain(hasServerName ? 'd' : 'i');
        writeCount(ciphers.count, to);
        writeCount(extensionCount, to);
        to.addPlain(protocol);
        to.addPlain('_');
        list.setLength(0);
        Arrays.sort(ciphers.values, 0, ciphers.count);
        ciphers.write(list);
        writeHash(ciphers.count, to);
        to.addPlain('_');
        list.setLength(0);
        Arrays.sort(extensions.values, 0, extensions.count);
        extensions.write(list);
        if (signatureAlgorithms.count > 0) {
            list.append('_');
            signatureAlgorithms.write(list);
        }
        writeHash(extensions.count, to);
    }

    private static void writeCount(int count, LabelText to) {
        int shown = Math.min(count, LARGEST_COUNT);
        to.addPlain('0' + shown / 10);
        to.addPlain('0' + shown % 10);
    }

    /** Appends the start of the list's hash, or zeros if the list is empty. */
    private void writeHash(int count, LabelText to) {
        if (count == 0) {
            to.addPlain(NO_HASH);
        } else {
            byte[] hash = sha256.digest(list.toString().getBytes(US_ASCII));
            to.addPlain(HEX.formatHex(hash, 0, HASH_BYTES));
        }
    }

    private static String versionText(int value) {
        return switch (value) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00";
        };
    }
}
