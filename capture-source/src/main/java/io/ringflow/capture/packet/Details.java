package io.ringflow.capture.packet;

import io.ringflow.model.LabelKind;
import io.ringflow.model.TunnelType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Values that only some packets and flows have: the tunnel around the packet, the round trip of the
 * TCP handshake, labels, and how a DNS question was answered. Every such packet or flow has one
 * entry. The entries are stored in one array of {@code long}s:
 *
 * <pre>
 *  word  content
 *   0    words of the entry (16) | unused (8) | tunnel type (8) | tunnel id (32)
 *   1    bytes of each label (8 × 8, first kind lowest)
 *   2    handshake round trip in nanoseconds, or NO_RTT
 *  3-6   outer source address, high and low half; outer destination address; 0 without a tunnel
 *   7    DNS response code plus one (16) | nanoseconds from DNS query to response plus one (48)
 *   8-   labels by kind, ASCII, eight bytes per word (first byte lowest); each starts a new word
 * </pre>
 *
 * An entry is identified by the offset of its first word. Not thread-safe. Owned by the batch or
 * table that holds the packets or flows.
 */
public final class Details {

    /** The offset that stands for no entry; the word there is never used. */
    public static final int NONE = 0;

    /** The round trip of a packet that doesn't complete a handshake. */
    public static final long NO_RTT = -1;

    private static final int LABELS = 1;
    private static final int RTT = 2;
    private static final int OUTER = 3;
    private static final int RESPONSE = 7;
    private static final int TEXT = 8;

    private static final int LENGTH_SHIFT = 48;
    private static final int TUNNEL_SHIFT = 32;
    private static final int CODE_SHIFT = 48;
    private static final long LATENCY = (1L << CODE_SHIFT) - 1;
    private static final long TUNNEL = (1L << (TUNNEL_SHIFT + 8)) - 1;

    /** The most words of an entry. */
    public static final int MAX_WORDS = TEXT + LabelKind.COUNT * words(LabelKind.MAX_BYTES);

    /** The entries. */
    public long[] words = new long[1];

    /** Number of words in use. */
    public int size = 1;

    private static int words(int bytes) {
        return (bytes + 7) >>> 3;
    }

    /** Forgets all entries. */
    public void clear() {
        size = 1;
    }

    /** Returns true if there are no entries. */
    public boolean isEmpty() {
        return size == 1;
    }

    /** Adds an entry that says nothing yet, and returns its offset. */
    public int add() {
        int at = size;
        reserve(TEXT);
        Arrays.fill(words, at, size, 0);
        words[at] = (long) TEXT << LENGTH_SHIFT;
        words[at + RTT] = NO_RTT;
        return at;
    }

    /** Adds a copy of an entry of another store, and returns the offset of the copy. */
    public int add(long[] from, int entry) {
        int length = length(from, entry);
        int at = size;
        reserve(length);
        System.arraycopy(from, entry, words, at, length);
        return at;
    }

    /** Returns a store with a copy of one entry, or an empty store for {@link #NONE}. */
    public Details takeOut(int at) {
        Details alone = new Details();
        if (at != NONE) {
            alone.add(words, at);
        }
        return alone;
    }

    /** Adds all entries of another store, and returns how far their offsets have moved. */
    public int addAll(Details other) {
        int at = size;
        reserve(other.size - 1);
        System.arraycopy(other.words, 1, words, at, other.size - 1);
        return at - 1;
    }

    private void reserve(int more) {
        if (size + more > words.length) {
            words = Arrays.copyOf(words, Math.max(size + more, 2 * words.length));
        }
        size += more;
    }

    /** Sets the type and id of an entry's tunnel. */
    public void tunnel(int at, TunnelType type, int id) {
        words[at] |= (long) type.ordinal() << TUNNEL_SHIFT;
        words[at] |= Integer.toUnsignedLong(id);
    }

    /** Sets the endpoints of an entry's tunnel. */
    public void endpoints(int at, long srcHigh, long srcLow, long dstHigh, long dstLow) {
        words[at + OUTER] = srcHigh;
        words[at + OUTER + 1] = srcLow;
        words[at + OUTER + 2] = dstHigh;
        words[at + OUTER + 3] = dstLow;
    }

    /** Sets the handshake round trip of an entry. */
    public void rtt(int at, long nanos) {
        words[at + RTT] = nanos;
    }

    /**
     * Sets how a DNS question was answered.
     *
     * @param code the response code, or -1
     * @param latencyNanos from the query to the response, or -1
     */
    public void response(int at, int code, long latencyNanos) {
        words[at + RESPONSE] = (code + 1L) << CODE_SHIFT | Math.min(latencyNanos + 1, LATENCY);
    }

    /**
     * Appends a label to the entry that was added last. Labels must be appended in the order of
     * their kinds.
     *
     * @param length bytes of the text, at most {@link LabelKind#MAX_BYTES}
     */
    public void label(int at, LabelKind kind, byte[] text, int length) {
        int to = size;
        reserve(words(length));
        Arrays.fill(words, to, size, 0);
        for (int i = 0; i < length; i++) {
            words[to + (i >>> 3)] |= (text[i] & 0xffL) << ((i & 7) * 8);
        }
        words[at] += (long) (size - to) << LENGTH_SHIFT;
        words[at + LABELS] |= (long) length << (kind.ordinal() * 8);
    }

    /** The number of words of an entry. */
    public static int length(long[] words, int at) {
        return (int) (words[at] >>> LENGTH_SHIFT);
    }

    /** The ordinal of the {@link TunnelType}. */
    public static int tunnelType(long[] words, int at) {
        return (int) (words[at] >>> TUNNEL_SHIFT) & 0xff;
    }

    /** The tunnel id, 32 bits. */
    public static int tunnelId(long[] words, int at) {
        return (int) words[at];
    }

    /** One half of an outer address: 0 and 1 are the source, 2 and 3 the destination. */
    public static long outer(long[] words, int at, int half) {
        return words[at + OUTER + half];
    }

    /** The handshake round trip, or {@link #NO_RTT}. */
    public static long rtt(long[] words, int at) {
        return words[at + RTT];
    }

    /** The DNS response code, or -1. */
    public static int responseCode(long[] words, int at) {
        return (int) (words[at + RESPONSE] >>> CODE_SHIFT) - 1;
    }

    /** Nanoseconds from the DNS query to its response, or -1. */
    public static long responseNanos(long[] words, int at) {
        return (words[at + RESPONSE] & LATENCY) - 1;
    }

    /** Returns true if an entry says more than a round trip. */
    public static boolean describes(long[] words, int at) {
        return tunnelType(words, at) != 0 || length(words, at) > TEXT || words[at + RESPONSE] != 0;
    }

    /** Returns true if an entry has labels. */
    public static boolean hasLabels(long[] words, int at) {
        return length(words, at) > TEXT;
    }

    private static int labelBytes(long[] words, int at, int kind) {
        return (int) (words[at + LABELS] >>> (kind * 8)) & 0xff;
    }

    /** The text of a label, or an empty string. */
    public static String label(long[] words, int at, LabelKind kind) {
        byte[] text = new byte[labelBytes(words, at, kind.ordinal())];
        int from = at + labelOffset(words, at, kind.ordinal());
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (words[from + (i >>> 3)] >>> ((i & 7) * 8));
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static int labelOffset(long[] words, int at, int kind) {
        int offset = TEXT;
        for (int before = 0; before < kind; before++) {
            offset += words(labelBytes(words, at, before));
        }
        return offset;
    }

    /**
     * Merges an entry of this store with a later entry of another store. Of each value, the first
     * one counts.
     *
     * @param entry offset of the entry in this store
     * @param later words of the other store
     * @param laterEntry offset of the entry in the other store
     * @return {@code entry} if the later entry adds nothing, otherwise the offset of a new entry
     */
    public int merge(int entry, long[] later, int laterEntry) {
        if (!adds(later, laterEntry, entry)) {
            return entry;
        }
        int at = size;
        reserve(MAX_WORDS);
        boolean takesTunnel = tunnelType(words, entry) == 0;
        long[] tunnel = takesTunnel ? later : words;
        int tunnelAt = takesTunnel ? laterEntry : entry;
        words[at] = tunnel[tunnelAt] & TUNNEL;
        words[at + LABELS] = 0;
        System.arraycopy(tunnel, tunnelAt + OUTER, words, at + OUTER, RESPONSE - OUTER);
        words[at + RESPONSE] = response(words[entry + RESPONSE], later[laterEntry + RESPONSE]);
        long rtt = words[entry + RTT];
        words[at + RTT] = rtt == NO_RTT ? later[laterEntry + RTT] : rtt;
        int end = at + TEXT;
        for (int kind = 0; kind < LabelKind.COUNT; kind++) {
            boolean first = labelBytes(words, entry, kind) > 0;
            end = copyLabel(at, end, kind, first ? words : later, first ? entry : laterEntry);
        }
        words[at] |= (long) (end - at) << LENGTH_SHIFT;
        size = end;
        return at;
    }

    /** Each part of the first response that has it. */
    private static long response(long first, long later) {
        long code = first >>> CODE_SHIFT != 0 ? first : later;
        long latency = (first & LATENCY) != 0 ? first : later;
        return (code & ~LATENCY) | (latency & LATENCY);
    }

    private int copyLabel(int at, int end, int kind, long[] from, int entry) {
        int bytes = labelBytes(from, entry, kind);
        System.arraycopy(from, entry + labelOffset(from, entry, kind), words, end, words(bytes));
        words[at + LABELS] |= (long) bytes << (kind * 8);
        return end + words(bytes);
    }

    private boolean adds(long[] later, int laterEntry, int entry) {
        if ((tunnelType(words, entry) == 0 && tunnelType(later, laterEntry) != 0)
                || (words[entry + RTT] == NO_RTT && later[laterEntry + RTT] != NO_RTT)
                || response(words[entry + RESPONSE], later[laterEntry + RESPONSE])
                        != words[entry + RESPONSE]) {
            return true;
        }
        for (int kind = 0; kind < LabelKind.COUNT; kind++) {
            if (labelBytes(words, entry, kind) == 0 && labelBytes(later, laterEntry, kind) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns an equal store that shares nothing with this one. */
    public Details copy() {
        Details copy = new Details();
        copy.words = Arrays.copyOf(words, size);
        copy.size = size;
        return copy;
    }
}
