package io.ringflow.job.reference;

import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Protocols;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the names in the payloads of one capture, packet by packet in the order of arrival. It
 * knows all possible messages, so it does not parse anything.
 */
final class PayloadLabels {

    private static final Set<Integer> DNS = Set.of(53, 5353, 5355);
    private static final long KEEP_NANOS = 30_000_000_000L;
    private static final int MAX_BYTES = 1 << 14;

    /** One direction of a connection. */
    private record Direction(FlowName.Place place, Endpoint from, Endpoint to) {}

    /** The parts of a message that have arrived: its start, and one part after a missing one. */
    private static final class Stream {
        final int start;
        final long sinceNanos;
        String head = "";
        String ahead = "";
        int aheadFrom;

        Stream(int start, long sinceNanos) {
            this.start = start;
            this.sinceNanos = sinceNanos;
        }

        /** Adds a part and returns true if the head has become longer. */
        boolean take(String text, int offset) {
            if (offset > head.length()) {
                takeAhead(text, offset);
                return false;
            }
            String longer = joined(head, 0, text, offset);
            boolean more = longer.length() > head.length();
            head = longer;
            if (!ahead.isEmpty() && aheadFrom <= head.length()) {
                head = joined(head, 0, ahead, aheadFrom);
                ahead = "";
            }
            return more;
        }

        private void takeAhead(String text, int offset) {
            if (ahead.isEmpty()) {
                ahead = text;
                aheadFrom = offset;
            } else if (offset <= aheadFrom && offset + text.length() >= aheadFrom) {
                ahead = joined(text, offset, ahead, aheadFrom);
                aheadFrom = offset;
            } else if (offset > aheadFrom && offset <= aheadFrom + ahead.length()) {
                ahead = joined(ahead, aheadFrom, text, offset);
            }
        }

        /** Joins two parts that touch or overlap. */
        private static String joined(String text, int from, String other, int otherFrom) {
            int known = from + text.length() - otherFrom;
            return other.length() > known ? text + other.substring(known) : text;
        }
    }

    private final Map<Direction, Stream> streams = new HashMap<>();

    /** First sequence numbers of directions whose data has not arrived yet. */
    private final Map<Direction, Integer> starts = new HashMap<>();

    private final FlowSettings settings;
    private long newestNanos = Long.MIN_VALUE;

    PayloadLabels(FlowSettings settings) {
        this.settings = settings;
    }

    /** Returns the labels that become known with the next packet of the capture. */
    Map<String, String> labelsOf(WirePacket packet) {
        if (packet.isTcp()) {
            newestNanos = Math.max(newestNanos, packet.nanos());
            return segment(packet);
        }
        if (packet.protocol() != Protocols.UDP) {
            return Map.of();
        }
        newestNanos = Math.max(newestNanos, packet.nanos());
        Transport transport = packet.transport();
        boolean dns = DNS.contains(transport.srcPort()) || DNS.contains(transport.dstPort());
        return dns ? labels(Message.DATAGRAMS, transport.text()) : Map.of();
    }

    private Map<String, String> segment(WirePacket packet) {
        FlowName.Place place = FlowName.Place.of(packet, settings);
        Direction direction = new Direction(place, packet.from(), packet.to());
        boolean syn = packet.isSyn() || packet.isSynAck();
        int first = packet.transport().tcp().seq() + (syn ? 1 : 0);
        if (syn) {
            starts.put(direction, first);
        }
        if (packet.payload() == 0) {
            return Map.of();
        }
        String text = packet.transport().text();
        Stream stream = streams.get(direction);
        boolean continues =
                stream != null
                        && newestNanos - stream.sinceNanos < KEEP_NANOS
                        && Math.abs((long) (first - stream.start)) < MAX_BYTES;
        if (continues) {
            boolean more = !text.isEmpty() && stream.take(text, first - stream.start);
            return more ? read(direction, stream) : Map.of();
        }
        streams.remove(direction);
        Integer start = starts.remove(direction);
        int missing = start == null ? 0 : first - start;
        Stream started =
                new Stream(missing > 0 && missing < MAX_BYTES ? start : first, newestNanos);
        if (text.isEmpty()) {
            return Map.of();
        }
        streams.put(direction, started);
        return started.take(text, first - started.start) ? read(direction, started) : Map.of();
    }

    /** Returns the labels of a stream, and keeps it if it may still become a message. */
    private Map<String, String> read(Direction direction, Stream stream) {
        boolean unfinished =
                Message.STREAMED.stream()
                        .anyMatch(
                                message ->
                                        stream.head.length() < message.whole()
                                                && message.text().startsWith(stream.head));
        if (!unfinished) {
            streams.remove(direction);
        }
        return labels(Message.STREAMED, stream.head);
    }

    private static Map<String, String> labels(List<Message> messages, String text) {
        return messages.stream()
                .filter(message -> text.length() >= message.enough())
                .filter(message -> text.startsWith(message.text().substring(0, message.enough())))
                .findFirst()
                .map(Message::labels)
                .orElse(Map.of());
    }
}
