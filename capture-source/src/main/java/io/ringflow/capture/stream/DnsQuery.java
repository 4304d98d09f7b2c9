package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;

/**
 * Finds the name of the first question in a DNS message (RFC 1035, 4.1), one of multicast DNS (RFC
 * 6762) or LLMNR (RFC 4795): a query or a response. The name is as it was sent, without the dot at
 * its end; a dot within a label is escaped. No bytes make it throw; its work is bounded. Any
 * thread.
 */
final class DnsQuery {

    private static final int HEADER_LENGTH = 12;
    private static final int TYPE_AND_CLASS = 4;
    private static final int LONGEST_NAME = 255;
    private static final int MOST_POINTERS = 16;

    /** Opcode and the reserved bit beside the response code (RFC 6895, 2). */
    private static final int NOT_A_STANDARD_QUERY = 0x7840;

    /** Multicast DNS asks for an answer to the sender alone with it (RFC 6762, 5.4). */
    private static final int UNICAST_RESPONSE = 0x8000;

    private DnsQuery() {}

    /** Reads a message that lies from {@code from} to {@code to}. */
    static Parse parse(ByteBuffer buffer, int from, int to, Labels out) {
        if (to - from >= 6 && !plausible(u16(buffer, from + 2), u16(buffer, from + 4))) {
            return Parse.NONE;
        }
        if (to - from < HEADER_LENGTH) {
            return Parse.INCOMPLETE;
        }
        LabelText name = out.text(LabelKind.DNS_QUERY);
        Parse result = name(buffer, from, to, name);
        if (result != Parse.FOUND) {
            name.clear();
        }
        return result;
    }

    /** Reads a message as TCP has it, with its length in front (RFC 1035, 4.2.2). */
    static Parse parseWithLength(ByteBuffer buffer, int from, int to, Labels out) {
        if (to - from < 2) {
            return Parse.INCOMPLETE;
        }
        int length = u16(buffer, from);
        if (length < HEADER_LENGTH + 1 + TYPE_AND_CLASS) {
            return Parse.NONE;
        }
        int end = from + 2 + length;
        Parse result = parse(buffer, from + 2, Math.min(to, end), out);
        return result == Parse.INCOMPLETE && to >= end ? Parse.NONE : result;
    }

    private static boolean plausible(int flags, int questions) {
        return (flags & NOT_A_STANDARD_QUERY) == 0 && questions >= 1 && questions <= 0xff;
    }

    private static Parse name(ByteBuffer buffer, int from, int to, LabelText name) {
        int at = from + HEADER_LENGTH;
        int behind = -1;
        int pointers = 0;
        int octets = 1;
        while (at < to) {
            int length = buffer.get(at) & 0xff;
            if (length == 0) {
                if (octets == 1) {
                    name.addPlain('.');
                }
                return question(buffer, behind < 0 ? at + 1 : behind, to);
            }
            if (length >= 0xc0) {
                if (at + 2 > to) {
                    return Parse.INCOMPLETE;
                }
                int target = u16(buffer, at) & 0x3fff;
                behind = behind < 0 ? at + 2 : behind;
                at = from + target;
                if (target < HEADER_LENGTH || ++pointers > MOST_POINTERS) {
                    return Parse.NONE;
                }
            } else {
                octets += length + 1;
                if (length > 63 || octets > LONGEST_NAME) {
                    return Parse.NONE;
                }
                if (at + 1 + length > to) {
                    return Parse.INCOMPLETE;
                }
                label(buffer, at + 1, length, name);
                at += 1 + length;
            }
        }
        return Parse.INCOMPLETE;
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

    /** The class behind the name tells a question from other bytes that look like a name. */
    private static Parse question(ByteBuffer buffer, int at, int to) {
        if (at + TYPE_AND_CLASS > to) {
            return Parse.INCOMPLETE;
        }
        return switch (u16(buffer, at + 2) & ~UNICAST_RESPONSE) {
            case 1, 3, 4, 255 -> Parse.FOUND;
            default -> Parse.NONE;
        };
    }

    private static int u16(ByteBuffer buffer, int at) {
        return (buffer.get(at) & 0xff) << 8 | (buffer.get(at + 1) & 0xff);
    }
}
