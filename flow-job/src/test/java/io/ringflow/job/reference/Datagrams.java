package io.ringflow.job.reference;

import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.IpAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the packets of one capture into the order in which they are counted. Later parts of a
 * datagram wait for the first part, because they have its ports, for at most 30 s of event time.
 * Later parts with the identification of a complete datagram wait for a new first part for 500 ms;
 * after that they count as repeated.
 */
final class Datagrams {

    private static final long WAIT_NANOS = 30_000_000_000L;
    private static final long REPEAT_NANOS = 500_000_000L;

    /** The properties that the parts of a datagram share. */
    private record Name(
            IpAddress src, IpAddress dst, boolean v6, int protocol, int id, FlowName.Place place) {}

    private static final class Datagram {
        final List<WirePacket> waiting = new ArrayList<>();
        long untilNanos;

        /** The first part; null until it has arrived. */
        WirePacket first;

        /** Units of 8 bytes that have arrived. */
        final BitSet seen = new BitSet();

        /** Number of units of the datagram, or -1 if unknown. */
        int units = -1;

        void cover(WirePacket packet) {
            int from = packet.fragment().offset() / 8;
            int to = from + (packet.bytes() - packet.ip().length() + 7) / 8;
            seen.set(from, to);
            units = packet.fragment().more() ? units : to;
        }

        boolean isComplete() {
            return first != null && units >= 0 && seen.nextClearBit(0) >= units;
        }
    }

    private final FlowSettings settings;
    private final Map<Name, Datagram> datagrams = new LinkedHashMap<>();

    /** Parts with the identification of a complete datagram, together with its first part. */
    private final Map<Name, Datagram> repeated = new LinkedHashMap<>();

    private final List<WirePacket> counted = new ArrayList<>();

    /** Newest time of a counted packet. */
    private long countedNanos = Long.MIN_VALUE;

    /** Newest time when a datagram started. */
    private long newestNanos = Long.MIN_VALUE;

    private Datagrams(FlowSettings settings) {
        this.settings = settings;
    }

    /** Returns the packets of a capture in the order in which they are counted. */
    static List<WirePacket> inOrderOfCounting(List<WirePacket> packets, FlowSettings settings) {
        Datagrams datagrams = new Datagrams(settings);
        for (WirePacket packet : packets) {
            datagrams.expire(datagrams.countedNanos);
            if (packet.encapsulation().fragment().isPart()) {
                datagrams.addFirst(packet.outermost());
            }
            if (packet.fragment().isPart()) {
                datagrams.addPart(packet);
            } else {
                datagrams.count(packet);
            }
        }
        datagrams.expire(Long.MAX_VALUE);
        return datagrams.counted;
    }

    private void count(WirePacket packet) {
        counted.add(packet);
        countedNanos = Math.max(countedNanos, packet.nanos());
    }

    private void countDelayed(WirePacket packet) {
        count(packet.afterWait());
    }

    private void addPart(WirePacket packet) {
        if (packet.fragment().isLater()) {
            Name name = name(packet);
            Datagram datagram = datagrams.get(name);
            if (datagram == null) {
                datagram = start(name, packet);
            } else if (datagram.isComplete()) {
                addRepeated(name, datagram.first, packet);
                return;
            }
            datagram.cover(packet);
            if (datagram.first == null) {
                datagram.waiting.add(packet);
            } else {
                count(packet.as(datagram.first));
            }
            return;
        }
        count(packet);
        addFirst(packet);
    }

    /** Adds a first part, which determines the ports of the later ones. */
    private void addFirst(WirePacket packet) {
        Name name = name(packet);
        Datagram datagram = datagrams.get(name);
        if (datagram != null
                && datagram.first != null
                && (!isSame(datagram.first, packet) || datagram.isComplete())) {
            // The identification is reused.
            datagrams.remove(name);
            datagram = null;
        }
        if (datagram == null) {
            datagram = start(name, packet);
            Datagram early = repeated.remove(name);
            if (early != null) {
                early.waiting.forEach(datagram::cover);
                datagram.waiting.addAll(early.waiting);
            }
        }
        datagram.cover(packet);
        datagram.first = packet;
        datagram.waiting.forEach(part -> countDelayed(part.as(packet)));
        datagram.waiting.clear();
    }

    private void addRepeated(Name name, WirePacket first, WirePacket packet) {
        newestNanos = Math.max(newestNanos, Math.max(countedNanos, packet.nanos()));
        Datagram parts = repeated.get(name);
        if (parts == null) {
            parts = new Datagram();
            parts.first = first;
            parts.untilNanos = newestNanos + REPEAT_NANOS;
            repeated.put(name, parts);
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
                FlowName.Place.of(packet, settings));
    }

    private static boolean isSame(WirePacket first, WirePacket packet) {
        return first.protocol() == packet.protocol()
                && first.transport().ofDatagram().equals(packet.transport().ofDatagram());
    }

    private Datagram start(Name name, WirePacket packet) {
        newestNanos = Math.max(newestNanos, Math.max(countedNanos, packet.nanos()));
        Datagram datagram = new Datagram();
        datagram.untilNanos = newestNanos + WAIT_NANOS;
        datagrams.put(name, datagram);
        return datagram;
    }

    /** Removes datagrams that started too long ago. Parts that still wait count as they are. */
    private void expire(long nowNanos) {
        for (Map.Entry<Name, Datagram> entry : List.copyOf(repeated.entrySet())) {
            Datagram parts = entry.getValue();
            if (parts.untilNanos <= nowNanos) {
                repeated.remove(entry.getKey());
                parts.waiting.forEach(part -> countDelayed(part.as(parts.first)));
            }
        }
        for (Map.Entry<Name, Datagram> entry : List.copyOf(datagrams.entrySet())) {
            if (entry.getValue().untilNanos <= nowNanos) {
                datagrams.remove(entry.getKey());
                entry.getValue().waiting.forEach(this::countDelayed);
            }
        }
    }
}
