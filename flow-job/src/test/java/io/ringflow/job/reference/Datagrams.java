package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;
import io.ringflow.model.IpAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the packets of one capture into the order in which they are booked: parts of a datagram wait
 * for the first one, whose ports are theirs too, but no longer than 30 s of event time. Later parts
 * with the identification of a complete datagram wait for another first one, no longer than 500 ms;
 * then they are repeated ones.
 */
final class Datagrams {

    private static final long WAIT_NANOS = 30_000_000_000L;
    private static final long REPEAT_NANOS = 500_000_000L;

    /** What the parts of a datagram have in common. */
    private record Name(
            IpAddress src, IpAddress dst, boolean v6, int protocol, int id, FlowName place) {}

    private static final class Datagram {
        final List<WirePacket> waiting = new ArrayList<>();
        long untilNanos;

        /** Null while the first part has not come. */
        WirePacket first;

        /** Bytes that have come, in units of 8, and how many there are in all, or -1. */
        final BitSet seen = new BitSet();

        int units = -1;

        void cover(WirePacket packet) {
            int from = packet.fragment().offset() / 8;
            int to = from + (packet.bytes() - packet.ipHeader() + 7) / 8;
            seen.set(from, to);
            units = packet.fragment().more() ? units : to;
        }

        boolean isComplete() {
            return first != null && units >= 0 && seen.nextClearBit(0) >= units;
        }
    }

    private final FlowSettings settings;
    private final Map<Name, Datagram> datagrams = new LinkedHashMap<>();

    /** Parts with the identification of a complete datagram, whose first part they have. */
    private final Map<Name, Datagram> again = new LinkedHashMap<>();

    private final List<WirePacket> booked = new ArrayList<>();

    /** Newest time of what was booked, and of that with which a datagram began. */
    private long bookedNanos = Long.MIN_VALUE;

    private long newestNanos = Long.MIN_VALUE;

    private Datagrams(FlowSettings settings) {
        this.settings = settings;
    }

    /** The packets of a capture in the order in which they are booked. */
    static List<WirePacket> booked(List<WirePacket> packets, FlowSettings settings) {
        Datagrams datagrams = new Datagrams(settings);
        for (WirePacket packet : packets) {
            datagrams.giveUp(datagrams.bookedNanos);
            if (packet.wrapping().fragment().isPart()) {
                datagrams.first(packet.outermost());
            }
            if (packet.fragment().isPart()) {
                datagrams.part(packet);
            } else {
                datagrams.book(packet);
            }
        }
        datagrams.giveUp(Long.MAX_VALUE);
        return datagrams.booked;
    }

    private void book(WirePacket packet) {
        booked.add(packet);
        bookedNanos = Math.max(bookedNanos, packet.nanos());
    }

    private void part(WirePacket packet) {
        if (packet.fragment().isLater()) {
            Name name = name(packet);
            Datagram datagram = datagrams.get(name);
            if (datagram == null) {
                datagram = begin(name, packet);
            } else if (datagram.isComplete()) {
                again(name, datagram.first, packet);
                return;
            }
            datagram.cover(packet);
            if (datagram.first == null) {
                datagram.waiting.add(packet);
            } else {
                book(packet.as(datagram.first));
            }
            return;
        }
        book(packet);
        first(packet);
    }

    /** All that comes later of the datagram is like its first part. */
    private void first(WirePacket packet) {
        Name name = name(packet);
        Datagram datagram = datagrams.get(name);
        if (datagram != null
                && datagram.first != null
                && (!isSame(datagram.first, packet) || datagram.isComplete())) {
            // The identification is in use again.
            datagrams.remove(name);
            datagram = null;
        }
        if (datagram == null) {
            datagram = begin(name, packet);
            Datagram early = again.remove(name);
            if (early != null) {
                early.waiting.forEach(datagram::cover);
                datagram.waiting.addAll(early.waiting);
            }
        }
        datagram.cover(packet);
        datagram.first = packet;
        datagram.waiting.forEach(part -> book(part.as(packet)));
        datagram.waiting.clear();
    }

    private void again(Name name, WirePacket first, WirePacket packet) {
        newestNanos = Math.max(newestNanos, Math.max(bookedNanos, packet.nanos()));
        Datagram parts = again.get(name);
        if (parts == null) {
            parts = new Datagram();
            parts.first = first;
            parts.untilNanos = newestNanos + REPEAT_NANOS;
            again.put(name, parts);
        }
        parts.waiting.add(packet);
    }

    private Name name(WirePacket packet) {
        return new Name(
                packet.src(),
                packet.dst(),
                packet.v6(),
                packet.v6() ? 0 : packet.protocol(),
                packet.fragment().id(),
                FlowName.placeOf(packet, settings));
    }

    private static boolean isSame(WirePacket first, WirePacket packet) {
        return first.protocol() == packet.protocol()
                && first.transport().ofDatagram().equals(packet.transport().ofDatagram());
    }

    private Datagram begin(Name name, WirePacket packet) {
        newestNanos = Math.max(newestNanos, Math.max(bookedNanos, packet.nanos()));
        Datagram datagram = new Datagram();
        datagram.untilNanos = newestNanos + WAIT_NANOS;
        datagrams.put(name, datagram);
        return datagram;
    }

    /** Forgets what began too long ago; parts that still wait are booked as they are. */
    private void giveUp(long nowNanos) {
        for (Map.Entry<Name, Datagram> each : List.copyOf(again.entrySet())) {
            Datagram repeated = each.getValue();
            if (repeated.untilNanos <= nowNanos) {
                again.remove(each.getKey());
                repeated.waiting.forEach(part -> book(part.as(repeated.first)));
            }
        }
        for (Map.Entry<Name, Datagram> each : List.copyOf(datagrams.entrySet())) {
            if (each.getValue().untilNanos <= nowNanos) {
                datagrams.remove(each.getKey());
                each.getValue().waiting.forEach(this::book);
            }
        }
    }
}
