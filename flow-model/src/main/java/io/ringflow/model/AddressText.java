package io.ringflow.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses as text, written byte by byte into the caller's buffer, because exports write two
 * addresses per flow.
 */
public final class AddressText {

    /** The length of the longest address. */
    public static final int MAX_LENGTH = 45;

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** The prefix of a mapped address (RFC 5952, 5). */
    private static final byte[] MAPPED = {':', ':', 'f', 'f', 'f', 'f', ':'};

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])";

    /** Four numbers up to 255; any other text with dots would be looked up as a host name. */
    private static final Pattern V4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

    private AddressText() {}

    /**
     * Writes an address in the form of RFC 5952.
     *
     * @return the position after the last byte written
     */
    public static int write(IpAddress address, byte[] out, int position) {
        if (address.isV4()) {
            return writeV4((int) address.low(), out, position);
        }
        if (address.isMappedInV6()) {
            System.arraycopy(MAPPED, 0, out, position, MAPPED.length);
            return writeV4((int) address.low(), out, position + MAPPED.length);
        }
        return writeV6(address, out, position);
    }

    private static int writeV4(int address, byte[] out, int position) {
        int at = position;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int octet = (address >>> shift) & 0xff;
            if (octet >= 100) {
                out[at++] = (byte) ('0' + octet / 100);
            }
            if (octet >= 10) {
                out[at++] = (byte) ('0' + octet / 10 % 10);
            }
            out[at++] = (byte) ('0' + octet % 10);
            if (shift > 0) {
                out[at++] = '.';
            }
        }
        return at;
    }

    private static int writeV6(IpAddress address, byte[] out, int position) {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(address, i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
            i += length;
        }
        int at = position;
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                out[at++] = ':';
                out[at++] = ':';
                i += bestLength - 1;
                continue;
            }
            if (i > 0 && i != bestStart + bestLength) {
                out[at++] = ':';
            }
            at = writeGroup(group(address, i), out, at);
        }
        return at;
    }

    private static int group(IpAddress address, int index) {
        long half = index < 4 ? address.high() : address.low();
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private static int writeGroup(int group, byte[] out, int position) {
        int at = position;
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (shift == 0 || group >>> shift != 0) {
                out[at++] = HEX[(group >>> shift) & 0xf];
            }
        }
        return at;
    }

    static IpAddress parse(String text) {
        boolean numeric =
                !text.isEmpty()
                        && text.chars()
                                .allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        boolean v6 = text.indexOf(':') >= 0;
        if (!numeric || (!v6 && !V4.matcher(text).matches())) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address");
        }
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            if (bytes.length == 4) {
                // InetAddress returns mapped addresses as IPv4.
                IpAddress v4 = IpAddress.v4((int) bits(bytes, 0, 4));
                return v6 ? IpAddress.v6(v4.high(), v4.low()) : v4;
            }
            return IpAddress.v6(bits(bytes, 0, 8), bits(bytes, 8, 16));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address", e);
        }
    }

    private static long bits(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }
}
