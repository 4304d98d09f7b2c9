package io.ringflow.capture.stream;

import io.ringflow.model.IpAddress;
import java.nio.ByteBuffer;

/**
 * Finds the addresses in a DNS response that belong to the name that was asked: A and AAAA records
 * of that name, and of the names that CNAME records lead to from it (RFC 1034, 3.6.2). Names are
 * compared regardless of case, by 64-bit hashes. Accepts any bytes; at most {@link #MAX_RECORDS}
 * records are read. Reused for every message. Not thread-safe.
 */
final class DnsAnswers {

    static final int MAX_RECORDS = 64;

    private static final int HEADER_LENGTH = 12;
    private static final int MAX_POINTERS = 16;
    private static final int MAX_LABELS = 128;
    private static final int INTERNET = 1;
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int AAAA = 28;
    private static final int RECORD_LENGTH = 10;

    /** Called for each address. */
    interface Receiver {

        /**
         * An address that the name has.
         *
         * @param seconds how long the answer may be used
         */
        void address(long high, long low, long seconds);
    }

    private final long[] owners = new long[MAX_RECORDS];
    private final int[] contents = new int[MAX_RECORDS];
    private final long[] targets = new long[MAX_RECORDS];
    private final long[] aliases = new long[MAX_RECORDS + 1];
    private ByteBuffer buffer;
    private int from;
    private int to;

    /** Offset after the name that was hashed last, or -1 if it was invalid or cut off. */
    private int afterName;

    /** Reads a response with one question, whose bytes are {@code start} to {@code end}. */
    void read(ByteBuffer bytes, int start, int end, Receiver receiver) {
        buffer = bytes;
        from = start;
        to = end;
        if (end - start < HEADER_LENGTH || u16(start + 4) != 1) {
            return;
        }
        aliases[0] = nameHash(start + HEADER_LENGTH);
        if (afterName < 0) {
            return;
        }
        int records = records(afterName + 4, Math.min(u16(start + 6), MAX_RECORDS));
        int known = followAliases(records);
        for (int i = 0; i < records; i++) {
            if (isAlias(owners[i], known)) {
                send(contents[i], receiver);
            }
        }
    }

    /** Notes the owners and places of the records. Returns their number. */
    private int records(int first, int most) {
        int at = first;
        int count = 0;
        while (count < most) {
            owners[count] = nameHash(at);
            at = afterName;
            if (at < 0 || at + RECORD_LENGTH > to || at + RECORD_LENGTH + u16(at + 8) > to) {
                return count;
            }
            contents[count] = at;
            targets[count] = 0;
            if (u16(at) == CNAME && u16(at + 2) == INTERNET) {
                targets[count] = nameHash(at + RECORD_LENGTH);
            }
            count++;
            at += RECORD_LENGTH + u16(at + 8);
        }
        return count;
    }

    /** Follows the CNAME records, which may come in any order. Returns the number of names. */
    private int followAliases(int records) {
        int known = 1;
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < records; i++) {
                boolean leads = targets[i] != 0 && isAlias(owners[i], known);
                if (leads && !isAlias(targets[i], known)) {
                    aliases[known++] = targets[i];
                    more = true;
                }
            }
        }
        return known;
    }

    private boolean isAlias(long name, int known) {
        for (int i = 0; i < known; i++) {
            if (aliases[i] == name) {
                return true;
            }
        }
        return false;
    }

    private void send(int at, Receiver receiver) {
        int type = u16(at);
        int length = u16(at + 8);
        int content = at + RECORD_LENGTH;
        long seconds = ((long) u16(at + 4) << 16) | u16(at + 6);
        if (u16(at + 2) != INTERNET) {
            return;
        }
        if (type == A && length == 4) {
            IpAddress address = IpAddress.v4(u16(content) << 16 | u16(content + 2));
            receiver.address(address.high(), address.low(), seconds);
        } else if (type == AAAA && length == 16) {
            long high = u64(content);
            receiver.address(high, IpAddress.v6Low(high, u64(content + 8)), seconds);
        }
    }

    /** Hashes the name at an offset in lower case, and finds its end. */
    private long nameHash(int offset) {
        long hash = 0x9e37_79b9_7f4a_7c15L;
        int at = offset;
        int end = -1;
        int pointers = 0;
        afterName = -1;
        for (int labels = 0; labels < MAX_LABELS && at >= from && at < to; labels++) {
            int length = buffer.get(at) & 0xff;
            if (length >= 0xc0) {
                if (at + 2 > to || ++pointers > MAX_POINTERS) {
                    return 0;
                }
                end = end < 0 ? at + 2 : end;
                at = from + (u16(at) & 0x3fff);
            } else if (length > 63 || at + 1 + length > to) {
                return 0;
            } else {
                if (length == 0) {
                    afterName = end < 0 ? at + 1 : end;
                    return hash;
                }
                for (int i = at; i <= at + length; i++) {
                    int value = buffer.get(i);
                    int lower = value >= 'A' && value <= 'Z' && i > at ? value + 0x20 : value;
                    hash = (hash ^ lower) * 0xd1b5_4a32_d192_ed03L;
                    hash ^= hash >>> 29;
                }
                at += length + 1;
            }
        }
        return 0;
    }

    private int u16(int at) {
        return (buffer.get(at) & 0xff) << 8 | (buffer.get(at + 1) & 0xff);
    }

    private long u64(int at) {
        return (long) u16(at) << 48
                | (long) u16(at + 2) << 32
                | (long) u16(at + 4) << 16
                | u16(at + 6);
    }
}
