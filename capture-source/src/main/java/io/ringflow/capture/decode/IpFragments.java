package io.ringflow.capture.decode;

import io.ringflow.capture.Anomaly;
import io.ringflow.capture.PacketBatch;
import io.ringflow.model.TimeText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Lets the fragments of a datagram (RFC 791, 3.2; RFC 8200, 4.5) join the flow of its first one,
 * which alone has the ports. Fragments that come before the first wait for it; those that waited
 * {@link #TIMEOUT_NANOS} of event time, or have to make room, are booked without ports. A datagram
 * is remembered for as long, complete or not, since fragments may come twice.
 *
 * <p>The identification of a complete datagram may be used again at once (RFC 4963). A later
 * fragment that has it then either belongs to another datagram, whose first fragment is to come, or
 * is a repeated one. It waits {@link #REPEAT_NANOS}, after which it counts as repeated.
 *
 * <p>What is booked follows from the packets alone, not from how they are divided into batches. One
 * a capture; one fetcher thread.
 */
final class IpFragments {

    static final int MOST_DATAGRAMS = 8192;
    static final int MOST_WAITING = 8192;
    static final long TIMEOUT_NANOS = 30_000_000_000L;

    /** Less than packets may be late by default. */
    static final long REPEAT_NANOS = 500_000_000L;

    /** Fragment offsets count in these. */
    private static final int UNIT = 8;

    /** No datagram has more: whatever a fragment claims, it takes no more memory. */
    private static final int MOST_UNITS = (1 << 16) / UNIT;

    private record Key(
            long srcHigh,
            long srcLow,
            long dstHigh,
            long dstLow,
            int protocol,
            int id,
            int vlan,
            long tunnelKey) {}

    private static final class Datagram {
        private final long untilNanos;

        /** Units of the payload that were seen. */
        private final BitSet seen = new BitSet();

        private final List<FragmentPacket> waiting = new ArrayList<>(0);
        private boolean firstSeen;

        /** What the first fragment's transport header says; before it, that of the predecessor. */
        private long transport;

        /** Units of the whole payload, or -1 while the last fragment was not seen. */
        private int units = -1;

        Datagram(long untilNanos) {
            this.untilNanos = untilNanos;
        }

        boolean complete() {
            return units >= 0 && firstSeen && seen.nextClearBit(0) >= units;
        }
    }

    /** In the order in which they are given up. */
    private final LinkedHashMap<Key, Datagram> datagrams = new LinkedHashMap<>();

    /** Fragments with the key of a datagram that is complete, in the order of giving up. */
    private final LinkedHashMap<Key, Datagram> successors = new LinkedHashMap<>();

    private int waiting;
    private long newestNanos;

    /** Event time at which {@link #giveUp} has something to do. */
    private long dueNanos = Long.MAX_VALUE;

    /** True where {@link #giveUp} has something to do at a time. */
    boolean isDue(long nowNanos) {
        return nowNanos >= dueNanos;
    }

    /**
     * Takes the fragment that was added to a batch last, and adds it again with all that waited for
     * it, as soon as its flow is known.
     *
     * @param ip its header
     * @param vlan tells datagrams apart, as the tunnel's key does; each 0 where it doesn't
     */
    void join(ByteBuffer buffer, IpHeader ip, int vlan, long tunnelKey, PacketBatch out) {
        FragmentPacket packet = FragmentPacket.takeLast(out);
        Key key = key(buffer, ip, vlan, tunnelKey);
        if (!ip.laterFragment()) {
            packet.addTo(out);
            first(key, ip, packet.transport(), packet.timeNanos(), out);
            return;
        }
        Datagram datagram = datagrams.get(key);
        if (datagram == null) {
            datagram = begin(key, packet.timeNanos(), out);
        } else if (datagram.complete()) {
            datagram = successor(key, datagram, packet.timeNanos(), out);
        }
        cover(datagram, ip, out);
        if (datagram.firstSeen) {
            packet.addTo(out, datagram.transport);
        } else {
            datagram.waiting.add(packet);
            waiting++;
            while (waiting > MOST_WAITING) {
                giveUpOldest(out);
            }
        }
    }

    /** Notes a first fragment that is not booked itself: the tunnel that begins in it is. */
    void pass(
            ByteBuffer buffer,
            IpHeader ip,
            TransportHeader transport,
            int vlan,
            long tunnelKey,
            long timeNanos,
            PacketBatch out) {
        Key key = key(buffer, ip, vlan, tunnelKey);
        first(key, ip, transport.bits(ip.protocol), timeNanos, out);
    }

    private void first(Key key, IpHeader ip, long transport, long timeNanos, PacketBatch out) {
        long itsTransport = FragmentPacket.ofDatagram(transport);
        Datagram datagram = datagrams.get(key);
        if (datagram != null
                && datagram.firstSeen
                && (datagram.transport != itsTransport || datagram.complete())) {
            // The identification is in use again.
            datagrams.remove(key);
            datagram = null;
        }
        if (datagram == null) {
            datagram = begin(key, timeNanos, out);
            Datagram early = successors.remove(key);
            if (early != null) {
                datagram.seen.or(early.seen);
                datagram.units = early.units;
                datagram.waiting.addAll(early.waiting);
                noteDue();
            }
        }
        cover(datagram, ip, out);
        datagram.firstSeen = true;
        datagram.transport = itsTransport;
        waiting -= datagram.waiting.size();
        datagram.waiting.forEach(packet -> packet.addTo(out, itsTransport));
        datagram.waiting.clear();
    }

    private static Key key(ByteBuffer buffer, IpHeader ip, int vlan, long tunnelKey) {
        return new Key(
                ip.srcHigh(buffer),
                ip.srcLow(buffer),
                ip.dstHigh(buffer),
                ip.dstLow(buffer),
                // The next header of IPv6 may differ from fragment to fragment.
                ip.v6 ? 0 : ip.fragmentProtocol,
                ip.fragmentId,
                vlan,
                tunnelKey);
    }

    private Datagram begin(Key key, long timeNanos, PacketBatch out) {
        noteTime(timeNanos, out);
        while (datagrams.size() >= MOST_DATAGRAMS) {
            giveUpOldest(out);
        }
        Datagram begun = new Datagram(newestNanos + TIMEOUT_NANOS);
        datagrams.put(key, begun);
        noteDue();
        return begun;
    }

    /** What a later fragment belongs to whose datagram is complete. */
    private Datagram successor(Key key, Datagram complete, long timeNanos, PacketBatch out) {
        noteTime(timeNanos, out);
        Datagram successor = successors.get(key);
        if (successor == null) {
            successor = new Datagram(newestNanos + REPEAT_NANOS);
            successor.transport = complete.transport;
            successors.put(key, successor);
            noteDue();
        }
        return successor;
    }

    private void noteTime(long timeNanos, PacketBatch out) {
        newestNanos = Math.max(newestNanos, out.newestNanos);
        if (timeNanos != TimeText.OUT_OF_RANGE) {
            newestNanos = Math.max(newestNanos, timeNanos);
        }
    }

    /** Notes which bytes a fragment has, and counts it where one was seen before. */
    private static void cover(Datagram datagram, IpHeader ip, PacketBatch out) {
        int from = ip.fragmentOffset / UNIT;
        int length = Math.min(ip.fragmentPayload, MOST_UNITS * UNIT);
        int to = Math.min(MOST_UNITS, (ip.fragmentOffset + length + UNIT - 1) / UNIT);
        int seen = datagram.seen.nextSetBit(from);
        if (seen >= 0 && seen < to) {
            out.count(Anomaly.FRAGMENT_OVERLAP);
        }
        datagram.seen.set(from, to);
        if (!ip.moreFragments) {
            datagram.units = to;
        }
    }

    /** Books what waited for too long. */
    void giveUp(long nowNanos, PacketBatch out) {
        while (nowNanos >= dueNanos && !(datagrams.isEmpty() && successors.isEmpty())) {
            giveUpOldest(out);
        }
    }

    private void giveUpOldest(PacketBatch out) {
        if (until(successors) <= until(datagrams)) {
            giveUpSuccessor(out);
            return;
        }
        Datagram oldest = datagrams.pollFirstEntry().getValue();
        waiting -= oldest.waiting.size();
        for (FragmentPacket alone : oldest.waiting) {
            out.count(Anomaly.FRAGMENT_ALONE);
            alone.addTo(out);
        }
        noteDue();
    }

    /** No other datagram has begun: what waited for one was repeated. */
    private void giveUpSuccessor(PacketBatch out) {
        Datagram repeats = successors.pollFirstEntry().getValue();
        waiting -= repeats.waiting.size();
        for (FragmentPacket repeated : repeats.waiting) {
            out.count(Anomaly.FRAGMENT_OVERLAP);
            repeated.addTo(out, repeats.transport);
        }
        noteDue();
    }

    private void noteDue() {
        dueNanos = Math.min(until(datagrams), until(successors));
    }

    private static long until(SequencedMap<Key, Datagram> inOrder) {
        return inOrder.isEmpty() ? Long.MAX_VALUE : inOrder.firstEntry().getValue().untilNanos;
    }
}
