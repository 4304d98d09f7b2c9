package io.ringflow.capture.stream;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.text.TimeText;
import java.nio.ByteBuffer;

/**
 * Finds labels in the payload of one capture's packets, in the order in which they arrive: in UDP
 * packets DNS with port 53, 5353 or 5355, and the ClientHello of QUIC; in TCP a TLS ClientHello, an
 * HTTP/1 request, or DNS on port 53. Also finds what DNS answers called the endpoints of packets.
 *
 * <p>A message that spans several TCP segments is kept until it is complete, within limits: {@link
 * #MAX_BYTES} and {@link #MAX_SEGMENTS} per stream, 30 s of event time, and 1024 streams, of which
 * the oldest is dropped for a new one. The names of a ClientHello count as soon as both are
 * complete, its fingerprint when all of it is. Segments may be repeated, may overlap, and may be
 * swapped with the next one. The first segment of a stream may be swapped too if the SYN was seen.
 * A stream can't be continued after a segment that was captured only in part, but the labels that
 * are complete in it are found.
 *
 * <p>Not thread-safe; one instance per capture. The results depend only on the packets. Accepts any
 * bytes.
 */
public final class StreamLabels {

    /** The most bytes of a stream that are kept. */
    static final int MAX_BYTES = 1 << 14;

    /** The most segments that are kept per stream: each one causes another parse of the stream. */
    static final int MAX_SEGMENTS = 64;

    private static final int DNS = 53;
    private static final int MULTICAST_DNS = 5353;
    private static final int LLMNR = 5355;
    private static final int TLS_HANDSHAKE = 22;

    private final TlsHello tlsHello = new TlsHello();
    private final KeptStreams kept = new KeptStreams();
    private final StreamStarts starts = new StreamStarts();
    private final QuicHello quicHello = new QuicHello(tlsHello);
    private final ClientNames clientNames = new ClientNames();
    private final DnsExchanges dnsExchanges = new DnsExchanges(clientNames);
    private final EndpointNames endpointNames = new EndpointNames(clientNames);
    private long newestNanos;

    /** Number of streams with an incomplete message that were dropped for others. */
    public long displaced() {
        return kept.displaced + quicHello.displaced;
    }

    /** Number of streams with an incomplete message. */
    public int size() {
        return kept.count() + quicHello.size();
    }

    /**
     * Finds the labels that are complete with this packet. The packet must have a complete TCP or
     * UDP header. TCP packets without payload matter only if they are a SYN.
     *
     * @param out cleared first, then filled with the labels
     * @return whether there is a label
     */
    public boolean find(TransportPacket packet, Labels out) {
        out.clear();
        if (packet.timeNanos != TimeText.OUT_OF_RANGE) {
            newestNanos = Math.max(newestNanos, packet.timeNanos);
        }
        int protocol = PacketBits.protocol(packet.bits);
        if (protocol == Protocols.UDP) {
            return findInDatagram(packet, out);
        }
        boolean syn = packet.has(TcpFlags.SYN);
        if (protocol != Protocols.TCP || (packet.payloadLength == 0 && !syn)) {
            return false;
        }
        long key = packet.direction();
        if (syn) {
            starts.note(key, packet.payloadSeq());
        }
        return packet.payloadLength > 0 && findInSegment(packet, key, out);
    }

    /**
     * Adds the names that DNS answers gave to the endpoints of a packet.
     *
     * @param srcIsSmaller whether the source is the endpoint of {@link
     *     io.ringflow.model.LabelKind#NAME_A}
     * @param out the labels of the packet
     */
    public void name(TransportPacket packet, boolean srcIsSmaller, Labels out) {
        endpointNames.find(packet, srcIsSmaller, newestNanos, out);
    }

    private boolean findInDatagram(TransportPacket packet, Labels out) {
        if (!isDatagramDns(packet.bits)) {
            return quicHello.find(packet, newestNanos, out);
        }
        int from = packet.payloadOffset;
        DnsQuery.parse(packet.buffer, from, packet.payloadEnd(), out);
        dnsExchanges.note(packet, packet.buffer, from, packet.payloadEnd(), newestNanos, out);
        return out.any();
    }

    private static boolean isDatagramDns(long bits) {
        return isDatagramDns(PacketBits.srcPort(bits)) || isDatagramDns(PacketBits.dstPort(bits));
    }

    private static boolean isDatagramDns(int port) {
        return port == DNS || port == MULTICAST_DNS || port == LLMNR;
    }

    private boolean findInSegment(TransportPacket packet, long key, Labels out) {
        KeptStream stream = kept.find(key, newestNanos);
        if (stream != null) {
            int offset = packet.payloadSeq() - stream.start;
            if (offset > -MAX_BYTES && offset < MAX_BYTES) {
                return continueStream(stream, packet, key, out);
            }
            kept.forget(key);
        }
        int missing = starts.missing(key, packet.payloadSeq());
        if (missing == 0) {
            return startStream(packet, key, out);
        }
        if (packet.payloadIsWhole()) {
            keep(packet, key, missing);
        }
        return false;
    }

    private boolean startStream(TransportPacket packet, long key, Labels out) {
        int to = packet.payloadEnd();
        ParseResult result = parse(packet, packet.buffer, packet.payloadOffset, to, out);
        if (isUnfinished(result)
                && packet.payloadIsWhole()
                && to - packet.payloadOffset < MAX_BYTES) {
            keep(packet, key, 0);
            clearUnlessEarly(result, out);
        }
        return out.any();
    }

    /** Keeps the first segment of a stream, which lacks the given number of bytes before it. */
    private void keep(TransportPacket packet, long key, int missing) {
        KeptStream stream = kept.start(key, packet.payloadSeq() - missing, newestNanos);
        take(stream, packet);
    }

    private static boolean take(KeptStream stream, TransportPacket packet) {
        int from = packet.payloadOffset;
        int offset = packet.payloadSeq() - stream.start;
        return stream.take(packet.buffer, from, packet.payloadEnd() - from, offset);
    }

    private boolean continueStream(
            KeptStream stream, TransportPacket packet, long key, Labels out) {
        boolean whole = packet.payloadIsWhole();
        if (!whole && packet.payloadSeq() - stream.start > stream.length()) {
            return false;
        }
        if (!take(stream, packet)) {
            return false;
        }
        ParseResult result = parse(packet, stream.bytes(), 0, stream.length(), out);
        if (isUnfinished(result)
                && whole
                && stream.length() < MAX_BYTES
                && stream.segments < MAX_SEGMENTS) {
            clearUnlessEarly(result, out);
        } else {
            kept.forget(key);
        }
        return out.any();
    }

    private static boolean isUnfinished(ParseResult result) {
        return result == ParseResult.INCOMPLETE || result == ParseResult.EARLY;
    }

    private static void clearUnlessEarly(ParseResult result, Labels out) {
        if (result != ParseResult.EARLY) {
            out.clear();
        }
    }

    /** Parses the start of a stream. The labels that it leaves in {@code out} are complete. */
    private ParseResult parse(
            TransportPacket packet, ByteBuffer buffer, int from, int to, Labels out) {
        if (PacketBits.srcPort(packet.bits) == DNS || PacketBits.dstPort(packet.bits) == DNS) {
            ParseResult result = DnsQuery.parseWithLength(buffer, from, to, out);
            if (result == ParseResult.FOUND || result == ParseResult.EARLY) {
                dnsExchanges.note(packet, buffer, from + 2, to, newestNanos, out);
            }
            return result;
        }
        if (from < to && buffer.get(from) == TLS_HANDSHAKE) {
            return tlsHello.parse(buffer, from, to, out);
        }
        return from < to ? HttpHost.parse(buffer, from, to, out) : ParseResult.NONE;
    }
}
