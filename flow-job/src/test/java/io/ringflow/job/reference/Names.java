package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;
import io.ringflow.model.Protocols;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names in the payload of one capture's packets, in the order of arrival. Knows all messages
 * that there may be, so that it has nothing to parse.
 */
final class Names {

    private static final Set<Integer> DNS = Set.of(53, 5353, 5355);
    private static final long KEEP_NANOS = 30_000_000_000L;
    private static final int MOST_BYTES = 1 << 14;

    /** One direction of a connection. */
    private record Direction(FlowName place, Endpoint from, Endpoint to) {}

    /** What came of a message: all from its begin on, and a stretch ahead of what is missing. */
    private static final class Stream {
        final int start;
        final long sinceNanos;
        String begin = "";
        String ahead = "";
        int aheadFrom;

        Stream(int start, long sinceNanos) {
            this.start = start;
            this.sinceNanos = sinceNanos;
        }

        /** Whether there is more of the begin now. */
        boolean take(String text, int offset) {
            if (offset > begin.length()) {
                takeAhead(text, offset);
                return false;
            }
            String longer = joined(begin, 0, text, offset);
            boolean more = longer.length() > begin.length();
            begin = longer;
            if (!ahead.isEmpty() && aheadFrom <= begin.length()) {
                begin = joined(begin, 0, ahead, aheadFrom);
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

        /** A stretch and what one that touches it has behind its end. */
        private static String joined(String text, int from, String other, int otherFrom) {
            int known = from + text.length() - otherFrom;
            return other.length() > known ? text + other.substring(known) : text;
        }
    }

    private final Map<Direction, Stream> streams = new HashMap<>();

    /** Where data will begin of which nothing came yet. */
    private final Map<Direction, Integer> starts = new HashMap<>();

    private final FlowSettings settings;
    private long newestNanos = Long.MIN_VALUE;

    Names(FlowSettings settings) {
        this.settings = settings;
    }

    /** The names that the next packet of the capture is the last one to tell. */
    Map<String, String> look(WirePacket packet) {
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
        FlowName place = FlowName.placeOf(packet, settings);
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
        boolean goesOn =
                stream != null
                        && newestNanos - stream.sinceNanos < KEEP_NANOS
                        && Math.abs((long) (first - stream.start)) < MOST_BYTES;
        if (goesOn) {
            boolean more = !text.isEmpty() && stream.take(text, first - stream.start);
            return more ? read(direction, stream) : Map.of();
        }
        streams.remove(direction);
        Integer start = starts.remove(direction);
        int missing = start == null ? 0 : first - start;
        Stream begun = new Stream(missing > 0 && missing < MOST_BYTES ? start : first, newestNanos);
        if (text.isEmpty()) {
            return Map.of();
        }
        streams.put(direction, begun);
        return begun.take(text, first - begun.start) ? read(direction, begun) : Map.of();
    }

    /** Looks at a stream once more; keeps it where it may still become a message. */
    private Map<String, String> read(Direction direction, Stream stream) {
        boolean unfinished =
                Message.STREAMED.stream()
                        .anyMatch(
                                message ->
                                        stream.begin.length() < message.enough()
                                                && message.text().startsWith(stream.begin));
        if (!unfinished) {
            streams.remove(direction);
        }
        return labels(Message.STREAMED, stream.begin);
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
