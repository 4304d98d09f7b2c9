package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;

/**
 * Finds the name of the first question in a query or response of DNS (RFC 1035, 4.1), multicast DNS
 * (RFC 6762) or LLMNR (RFC 4795). The name is as sent, without the dot at the end; a dot within a
 * label is escaped. Accepts any bytes, and its work is bounded. Stateless; any thread.
 */
final class DnsQuery {

    private static final int HEADER_LENGTH = 12;
    private static final int TYPE_AND_CLASS = 4;
    private static final int LONGEST_NAME = 255;
    private static final int MAX_POINTERS = 16;

    /** Opcode and the reserved bit beside the response code (RFC 6895, 2). */
    private static final int NOT_A_STANDARD_QUERY = 0x7840;

    /** With this bit a multicast DNS query asks for a unicast response (RFC 6762, 5.4). */
    private static final int UNICAST_RESPONSE = 0x8000;

    private DnsQuery() {}

    /** Parses the message in the bytes {@code from} to {@code to}. */
    static ParseResult parse(ByteBuffer buffer, int from, int to, Labels out) {
        if (to - from >= 6 && !plausible(u16(buffer, from + 2), u16(buffer, from + 4))) {
            return ParseResult.NONE;
        }
        if (to - from < HEADER_LENGTH) {
            return ParseResult.INCOMPLETE;
        }
        LabelText name = out.text(LabelKind.DNS_QUERY);
        ParseResult result = name(buffer, from, to, name);
        if (result != ParseResult.FOUND) {
            name.clear();
        }
        return result;
    }

    /** Parses a message as sent over TCP, which starts with its length (RFC 1035, 4.2.2). */
    static ParseResult parseWithLength(ByteBuffer buffer, int from, int to, Labels out) {
        if (to - from < 2) {
            return ParseResult.INCOMPLETE;
        }
        int length = u16(buffer, from);
        if (length < HEADER_LENGTH + 1 + TYPE_AND_CLASS) {
            return ParseResult.NONE;
        }
        int end = from + 2 + length;
        ParseResult result = parse(buffer, from + 2, Math.min(to, end), out);
        if (result == ParseResult.FOUND && to < end && isResponse(buffer, from + 2)) {
            return ParseResult.EARLY;
        }
        return result == ParseResult.INCOMPLETE && to >= end ? ParseResult.NONE : result;
    }

    private static boolean isResponse(ByteBuffer buffer, int from) {
        return buffer.get(from + 2) < 0;
    }

    private static boolean plausible(int flags, int questions) {
        return (flags & NOT_A_STANDARD_QUERY) == 0 && questions >= 1 && questions <= 0xff;
    }

    private static ParseResult name(ByteBuffer buffer, int from, int to, LabelText name) {
        int at = from + HEADER_LENGTH;
        int end = -1;
        int pointers = 0;
        int octets = 1;
        while (at < to) {
            int length = buffer.get(at) & 0xff;
            if (length == 0) {
                if (octets == 1) {
                    name.addPlain('.');
                }
                return question(buffer, end < 0 ? at + 1 : end, to);
            }
            if (length >= 0xc0) {
                if (at + 2 > to) {
                    return ParseResult.INCOMPLETE;
                }
                int target = u16(buffer, at) & 0x3fff;
                end = end < 0 ? at + 2 : end;
                at = from + target;
                if (target < HEADER_LENGTH || ++pointers > MAX_POINTERS) {
                    return ParseResult.NONE;
                }
            } else {
                octets += length + 1;
                if (length > 63 || octets > LONGEST_NAME) {
                    return ParseResult.NONE;
                }
                if (at + 1 + length > to) {
                    return ParseResult.INCOMPLETE;
                }
                label(buffer, at + 1, length, name);
                at += 1 + length;
            }
        }
        return ParseResult.INCOMPLETE;
    }

    private static void label(ByteBuffer buffer, int at, int length, LabelText name) {
        if (name.length() > 0) {
            name.addPlain('.');
        }
        for (int i = at; i < at + length; i++) {
            int value = buffer.get(i) & 0xff;
            if (value == '.') {
                name.addEscaped(value);
            } else {
                name.add(value);
            }
        }
    }

    /** Checks the class after the name, since any bytes may look like a name. */
    private static ParseResult question(ByteBuffer buffer, int at, int to) {
        if (at + TYPE_AND_CLASS > to) {
            return ParseResult.INCOMPLETE;
        }
        return switch (u16(buffer, at + 2) & ~UNICAST_RESPONSE) {
            case 1, 3, 4, 255 -> ParseResult.FOUND;
            default -> ParseResult.NONE;
        };
    }

    private static int u16(ByteBuffer buffer, int at) {
        return (buffer.get(at) & 0xff) << 8 | (buffer.get(at + 1) & 0xff);
    }
}
