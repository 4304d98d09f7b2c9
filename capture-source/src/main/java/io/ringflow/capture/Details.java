package io.ringflow.capture;

import io.ringflow.model.LabelKind;
import io.ringflow.model.TunnelType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What only some packets and flows have, one entry for each of those: the tunnel around it, the
 * round trip of the TCP handshake, labels. Entries lie in one array of {@code long}s:
 *
 * <pre>
 *  word  content
 *   0    words of the entry (16) | unused (8) | tunnel type (8) | bytes of each label (4 × 8, the
 *        first kind lowest)
 *   1    tunnel id
 *   2    handshake round trip in nanoseconds; NO_RTT without one
 *   3-6  outer source address, high and low half; outer destination address; 0 without a tunnel
 *   7-   the labels by kind, ASCII, eight bytes a word (the first one lowest), each from a new word
 * </pre>
 *
 * An entry is found by its place: the word where it begins. Not thread-safe; owned by the batch or
 * table whose packets it belongs to.
 */
public final class Details {

    /** The place of no entry: the word there is never used. */
    public static final int NONE = 0;

    /** The round trip of a packet that completes no handshake. */
    public static final long NO_RTT = -1;

    private static final int TUNNEL_ID = 1;
    private static final int RTT = 2;
    private static final int OUTER = 3;
    private static final int TEXT = 7;

    private static final int LENGTH_SHIFT = 48;
    private static final int TUNNEL_SHIFT = 32;

    /** Most words of an entry. */
    public static final int MAX_WORDS = TEXT + LabelKind.COUNT * words(LabelKind.MAX_BYTES);

    /** The entries. */
    public long[] words = new long[1];

    /** Words in use. */
    public int size = 1;

    private static int words(int bytes) {
        return (bytes + 7) >>> 3;
    }

    /** Forgets all entries. */
    public void clear() {
        size = 1;
    }

    /** True without entries. */
    public boolean isEmpty() {
        return size == 1;
    }

    /** Begins an entry without tunnel, round trip or labels; returns its place. */
    public int add() {
        int at = size;
        reserve(TEXT);
        Arrays.fill(words, at, size, 0);
        words[at] = (long) TEXT << LENGTH_SHIFT;
        words[at + RTT] = NO_RTT;
        return at;
    }

    /** Copies an entry; returns its place here. */
    public int add(long[] from, int its) {
        int length = length(from, its);
        int at = size;
        reserve(length);
        System.arraycopy(from, its, words, at, length);
        return at;
    }

    /** A store that holds a copy of an entry alone; an empty one for {@link #NONE}. */
    public Details takeOut(int at) {
        Details alone = new Details();
        if (at != NONE) {
            alone.add(words, at);
        }
        return alone;
    }

    /** Appends all entries of another store; returns by how much their places move. */
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
        words[at + TUNNEL_ID] = Integer.toUnsignedLong(id);
    }

    /** Sets the endpoints of an entry's tunnel. */
    public void endpoints(int at, long srcHigh, long srcLow, long dstHigh, long dstLow) {
        words[at + OUTER] = srcHigh;
        words[at + OUTER + 1] = srcLow;
        words[at + OUTER + 2] = dstHigh;
        words[at + OUTER + 3] = dstLow;
    }

    /** Sets an entry's handshake round trip. */
    public void rtt(int at, long nanos) {
        words[at + RTT] = nanos;
    }

    /**
     * Appends a label to the entry added last; the kinds in their order.
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
        words[at] |= (long) length << (kind.ordinal() * 8);
    }

    /** Words of an entry. */
    public static int length(long[] words, int at) {
        return (int) (words[at] >>> LENGTH_SHIFT);
    }

    /** The tunnel's type, as the ordinal of {@link TunnelType}. */
    public static int tunnelType(long[] words, int at) {
        return (int) (words[at] >>> TUNNEL_SHIFT) & 0xff;
    }

    /** The tunnel's id, 32 bits. */
    public static int tunnelId(long[] words, int at) {
        return (int) words[at + TUNNEL_ID];
    }

    /** A half of an outer address: 0 and 1 of the source, 2 and 3 of the destination. */
    public static long outer(long[] words, int at, int half) {
        return words[at + OUTER + half];
    }

    /** The handshake round trip, or {@link #NO_RTT}. */
    public static long rtt(long[] words, int at) {
        return words[at + RTT];
    }

    /** Whether an entry has more than a handshake's round trip. */
    public static boolean describes(long[] words, int at) {
        return tunnelType(words, at) != 0 || length(words, at) > TEXT;
    }

    /** Whether an entry has labels. */
    public static boolean hasLabels(long[] words, int at) {
        return length(words, at) > TEXT;
    }

    private static int labelBytes(long[] words, int at, int kind) {
        return (int) (words[at] >>> (kind * 8)) & 0xff;
    }

    /** A label's text; empty without one. */
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
     * What an entry here and one that comes later say together: of each thing the first.
     *
     * @param mine place of the entry here
     * @return {@code mine} where the later one adds nothing, else the place of a new entry
     */
    public int merge(int mine, long[] later, int its) {
        if (!adds(later, its, mine)) {
            return mine;
        }
        int at = size;
        reserve(MAX_WORDS);
        boolean takesTunnel = tunnelType(words, mine) == 0;
        long[] tunnel = takesTunnel ? later : words;
        int tunnelAt = takesTunnel ? its : mine;
        words[at] = tunnel[tunnelAt] & 0xffL << TUNNEL_SHIFT;
        words[at + TUNNEL_ID] = tunnel[tunnelAt + TUNNEL_ID];
        System.arraycopy(tunnel, tunnelAt + OUTER, words, at + OUTER, TEXT - OUTER);
        words[at + RTT] = words[mine + RTT] == NO_RTT ? later[its + RTT] : words[mine + RTT];
        int end = at + TEXT;
        for (int kind = 0; kind < LabelKind.COUNT; kind++) {
            boolean own = labelBytes(words, mine, kind) > 0;
            end = copyLabel(at, end, kind, own ? words : later, own ? mine : its);
        }
        words[at] |= (long) (end - at) << LENGTH_SHIFT;
        size = end;
        return at;
    }

    private int copyLabel(int at, int end, int kind, long[] from, int its) {
        int bytes = labelBytes(from, its, kind);
        System.arraycopy(from, its + labelOffset(from, its, kind), words, end, words(bytes));
        words[at] |= (long) bytes << (kind * 8);
        return end + words(bytes);
    }

    private boolean adds(long[] later, int its, int mine) {
        if ((tunnelType(words, mine) == 0 && tunnelType(later, its) != 0)
                || (words[mine + RTT] == NO_RTT && later[its + RTT] != NO_RTT)) {
            return true;
        }
        for (int kind = 0; kind < LabelKind.COUNT; kind++) {
            if (labelBytes(words, mine, kind) == 0 && labelBytes(later, its, kind) > 0) {
                return true;
            }
        }
        return false;
    }

    /** An equal store that shares nothing with this one. */
    public Details copy() {
        Details copy = new Details();
        copy.words = Arrays.copyOf(words, size);
        copy.size = size;
        return copy;
    }
}
