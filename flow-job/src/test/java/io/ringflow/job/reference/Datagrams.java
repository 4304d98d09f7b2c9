package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;
import io.ringflow.model.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the packets of one capture into the order in which they are booked: parts of a datagram wait
 * for the first one, whose ports are theirs too, but no longer than 30 s of event time.
 */
final class Datagrams {

    private static final long WAIT_NANOS = 30_000_000_000L;

    /** What the parts of a datagram have in common. */
    private record Name(
            IpAddress src, IpAddress dst, boolean v6, int protocol, int id, FlowName place) {}

    private static final class Datagram {
        final List<WirePacket> waiting = new ArrayList<>();
        long untilNanos;

        /** Null while the first part has not come. */
        WirePacket first;
    }

    private final FlowSettings settings;
    private final Map<Name, Datagram> datagrams = new LinkedHashMap<>();
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
            }
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
        if (datagram != null && datagram.first != null && !isSame(datagram.first, packet)) {
            // The identification is in use again.
            datagrams.remove(name);
            datagram = null;
        }
        if (datagram == null) {
            datagram = begin(name, packet);
        }
        datagram.first = packet;
        datagram.waiting.forEach(part -> book(part.as(packet)));
        datagram.waiting.clear();
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
        for (Map.Entry<Name, Datagram> each : List.copyOf(datagrams.entrySet())) {
            if (each.getValue().untilNanos <= nowNanos) {
                datagrams.remove(each.getKey());
                each.getValue().waiting.forEach(this::book);
            }
        }
    }
}
