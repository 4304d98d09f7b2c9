package io.ringflow.capture.decode;

import io.ringflow.capture.decode.header.IpHeader;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.text.TimeText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Assigns the fragments of a datagram (RFC 791, 3.2; RFC 8200, 4.5) to the flow of its first
 * fragment, the only one with ports. Fragments that arrive before the first one wait for it. If it
 * doesn't arrive within {@link #TIMEOUT_NANOS} of event time, or if too many fragments wait, they
 * are recorded without ports. A datagram is remembered for that long even if it is complete, since
 * fragments may be repeated.
 *
 * <p>A sender may reuse the identification of a complete datagram at once (RFC 4963). A later
 * fragment with that identification either belongs to a new datagram whose first fragment has not
 * arrived yet, or is a repetition. It waits for {@link #REPEAT_NANOS} and then counts as repeated.
 *
 * <p>The results depend only on the packets, not on how they are divided into batches. Not
 * thread-safe; one instance per capture.
 */
final class IpFragments {

    static final int MAX_DATAGRAMS = 8192;
    static final int MAX_WAITING = 8192;
    static final long TIMEOUT_NANOS = 30_000_000_000L;

    /** Shorter than the lateness that is allowed by default. */
    static final long REPEAT_NANOS = 500_000_000L;

    /** The unit of fragment offsets, in bytes. */
    private static final int UNIT = 8;

    /** Limits the memory per datagram, whatever lengths its fragments claim. */
    private static final int MAX_UNITS = (1 << 16) / UNIT;

    private static final class Datagram {
        private final long expiryNanos;

        /** The units of the payload that have been seen. */
        private final BitSet seen = new BitSet();

        private final List<FragmentPacket> waiting = new ArrayList<>(0);
        private boolean firstSeen;

        /** Transport bits of the first fragment; until it is seen, those of the predecessor. */
        private long transport;

        /** Number of units in the whole payload, or -1 until the last fragment is seen. */
        private int units = -1;

        Datagram(long expiryNanos) {
            this.expiryNanos = expiryNanos;
        }

        boolean complete() {
            return units >= 0 && firstSeen && seen.nextClearBit(0) >= units;
        }
    }

    /** In the order in which they expire. */
    private final LinkedHashMap<DatagramKey, Datagram> datagrams = new LinkedHashMap<>();

    /** Fragments that have the key of a complete datagram, in the order in which they expire. */
    private final LinkedHashMap<DatagramKey, Datagram> successors = new LinkedHashMap<>();

    private int waiting;
    private long newestNanos;

    /** Event time of the next expiry. */
    private long dueNanos = Long.MAX_VALUE;

    /** Returns true if {@link #expire} has something to do at this time. */
    boolean isDue(long nowNanos) {
        return nowNanos >= dueNanos;
    }

    /**
     * Takes the fragment that was added last out of the batch. Adds it again, together with all
     * fragments that waited for it, as soon as its flow is known.
     *
     * @param ip the header of the fragment
     */
    void join(DatagramKey key, IpHeader ip, PacketBatch out) {
        FragmentPacket packet = FragmentPacket.takeLast(out);
        if (!ip.laterFragment()) {
            packet.addTo(out);
            noteFirst(key, ip, packet.transport(), packet.timeNanos(), out);
            return;
        }
        Datagram datagram = datagrams.get(key);
        if (datagram == null) {
            datagram = start(key, packet.timeNanos(), out);
        } else if (datagram.complete()) {
            datagram = successor(key, datagram, packet.timeNanos(), out);
        }
        cover(datagram, ip, out);
        if (datagram.firstSeen) {
            packet.addTo(out, datagram.transport);
        } else {
            datagram.waiting.add(packet);
            waiting++;
            while (waiting > MAX_WAITING) {
                expireOldest(out);
            }
        }
    }

    /**
     * Notes the first fragment of a datagram and adds the fragments that waited for it. The first
     * fragment itself has been recorded already, or carries a tunnel whose inner packet is recorded
     * in its place.
     *
     * @param transportBits as {@link io.ringflow.capture.packet.PacketBits} packs them
     */
    void noteFirst(
            DatagramKey key, IpHeader ip, long transportBits, long timeNanos, PacketBatch out) {
        long transport = FragmentPacket.ofDatagram(transportBits);
        Datagram datagram = datagrams.get(key);
        if (datagram != null
                && datagram.firstSeen
                && (datagram.transport != transport || datagram.complete())) {
            // The sender has reused the identification.
            datagrams.remove(key);
            datagram = null;
        }
        if (datagram == null) {
            datagram = start(key, timeNanos, out);
            Datagram early = successors.remove(key);
            if (early != null) {
                datagram.seen.or(early.seen);
                datagram.units = early.units;
                datagram.waiting.addAll(early.waiting);
                updateDue();
            }
        }
        cover(datagram, ip, out);
        datagram.firstSeen = true;
        datagram.transport = transport;
        waiting -= datagram.waiting.size();
        datagram.waiting.forEach(packet -> packet.addDelayedTo(out, transport));
        datagram.waiting.clear();
    }

    private Datagram start(DatagramKey key, long timeNanos, PacketBatch out) {
        advance(timeNanos, out);
        while (datagrams.size() >= MAX_DATAGRAMS) {
            expireOldest(out);
        }
        Datagram started = new Datagram(newestNanos + TIMEOUT_NANOS);
        datagrams.put(key, started);
        updateDue();
        return started;
    }

    /** The datagram for a later fragment that has the key of a complete datagram. */
    private Datagram successor(
            DatagramKey key, Datagram complete, long timeNanos, PacketBatch out) {
        advance(timeNanos, out);
        Datagram successor = successors.get(key);
        if (successor == null) {
            successor = new Datagram(newestNanos + REPEAT_NANOS);
            successor.transport = complete.transport;
            successors.put(key, successor);
            updateDue();
        }
        return successor;
    }

    private void advance(long timeNanos, PacketBatch out) {
        newestNanos = Math.max(newestNanos, out.newestNanos);
        if (timeNanos != TimeText.OUT_OF_RANGE) {
            newestNanos = Math.max(newestNanos, timeNanos);
        }
    }

    /** Marks the bytes of a fragment as seen, and counts it if some were seen before. */
    private static void cover(Datagram datagram, IpHeader ip, PacketBatch out) {
        int from = ip.fragmentOffset / UNIT;
        int length = Math.min(ip.fragmentPayload, MAX_UNITS * UNIT);
        int to = Math.min(MAX_UNITS, (ip.fragmentOffset + length + UNIT - 1) / UNIT);
        int seen = datagram.seen.nextSetBit(from);
        if (seen >= 0 && seen < to) {
            out.count(Anomaly.FRAGMENT_OVERLAP);
        }
        datagram.seen.set(from, to);
        if (!ip.moreFragments) {
            datagram.units = to;
        }
    }

    /** Adds the fragments whose waiting time is over at this time, and forgets their datagrams. */
    void expire(long nowNanos, PacketBatch out) {
        while (nowNanos >= dueNanos && !(datagrams.isEmpty() && successors.isEmpty())) {
            expireOldest(out);
        }
    }

    private void expireOldest(PacketBatch out) {
        if (expiry(successors) <= expiry(datagrams)) {
            expireOldestSuccessor(out);
            return;
        }
        Datagram oldest = datagrams.pollFirstEntry().getValue();
        waiting -= oldest.waiting.size();
        for (FragmentPacket alone : oldest.waiting) {
            out.count(Anomaly.FRAGMENT_ALONE);
            alone.addDelayedTo(out, alone.transport());
        }
        updateDue();
    }

    /** No new datagram has started, so the fragments that waited for it were repetitions. */
    private void expireOldestSuccessor(PacketBatch out) {
        Datagram oldest = successors.pollFirstEntry().getValue();
        waiting -= oldest.waiting.size();
        for (FragmentPacket repeated : oldest.waiting) {
            out.count(Anomaly.FRAGMENT_OVERLAP);
            repeated.addDelayedTo(out, oldest.transport);
        }
        updateDue();
    }

    private void updateDue() {
        dueNanos = Math.min(expiry(datagrams), expiry(successors));
    }

    private static long expiry(SequencedMap<DatagramKey, Datagram> inOrder) {
        return inOrder.isEmpty() ? Long.MAX_VALUE : inOrder.firstEntry().getValue().expiryNanos;
    }
}
