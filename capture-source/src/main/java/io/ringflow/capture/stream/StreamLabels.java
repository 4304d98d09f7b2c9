package io.ringflow.capture.stream;

import io.ringflow.capture.PacketBits;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TimeText;
import java.nio.ByteBuffer;

/**
 * Looks for labels in the payload of one capture's packets, in the order in which they arrive: DNS
 * in UDP to or from ports 53, 5353 and 5355; in TCP a TLS ClientHello, an HTTP/1 request, or DNS on
 * port 53.
 *
 * <p>What begins in one TCP segment and ends in later ones is kept until it is complete: {@link
 * #MOST_BYTES} and {@link #MOST_SEGMENTS} a stream, 1024 streams, 30 s of event time, the oldest
 * making room. Segments may repeat, overlap, and change places with the next one; the first one of
 * a connection too, where its SYN was shown. A segment that was captured in part can't be
 * continued; what is whole in it is taken.
 *
 * <p>Not thread-safe: one instance a capture, on its fetcher thread. What is found follows from the
 * packets alone. No bytes make it throw.
 */
public final class StreamLabels {

    /** The most bytes of a stream that are kept. */
    static final int MOST_BYTES = 1 << 14;

    /** The most segments that these may come in: each is followed by another look at all. */
    static final int MOST_SEGMENTS = 64;

    private static final int DNS = 53;
    private static final int MULTICAST_DNS = 5353;
    private static final int LLMNR = 5355;
    private static final int TLS_HANDSHAKE = 22;

    private final TlsHello tlsHello = new TlsHello();
    private final KeptStreams kept = new KeptStreams();
    private final StreamStarts starts = new StreamStarts();
    private long newestNanos;

    /** Streams with half a label that had to make room for others. */
    public long displaced() {
        return kept.displaced;
    }

    /** Streams of which bytes are kept. */
    public int size() {
        return kept.count();
    }

    /**
     * Looks at one packet with a whole TCP or UDP header; TCP packets without payload matter only
     * where they are a SYN.
     *
     * @param buffer holds the packet; its position and limit don't matter
     * @param payloadAt where the payload begins
     * @param capturedPayload bytes of it in the buffer
     * @param payloadLength bytes of it on the wire
     * @param bits as {@link PacketBits} packs them
     * @param tunnelKey what else tells connections apart, or 0
     * @param seq the TCP header's sequence number
     * @param timeNanos since the epoch, or {@link TimeText#OUT_OF_RANGE}
     * @param out filled with what is found; emptied first
     * @return whether there is a label
     */
    public boolean look(
            ByteBuffer buffer,
            int payloadAt,
            int capturedPayload,
            int payloadLength,
            long srcHigh,
            long srcLow,
            long dstHigh,
            long dstLow,
            long bits,
            long tunnelKey,
            int seq,
            long timeNanos,
            Labels out) {
        out.clear();
        if (timeNanos != TimeText.OUT_OF_RANGE) {
            newestNanos = Math.max(newestNanos, timeNanos);
        }
        int to = payloadAt + Math.min(capturedPayload, payloadLength);
        int protocol = PacketBits.protocol(bits);
        if (protocol == Protocols.UDP) {
            return isDatagramDns(bits) && DnsQuery.parse(buffer, payloadAt, to, out) == Parse.FOUND;
        }
        boolean syn = (PacketBits.flags(bits) & TcpFlags.SYN) != 0;
        if (protocol != Protocols.TCP || (payloadLength == 0 && !syn)) {
            return false;
        }
        long key =
                Fingerprint.direction(
                        Fingerprint.endpoint(srcHigh, srcLow, PacketBits.srcPort(bits)),
                        Fingerprint.endpoint(dstHigh, dstLow, PacketBits.dstPort(bits)),
                        PacketBits.vlan(bits),
                        tunnelKey);
        int first = syn ? seq + 1 : seq;
        if (syn) {
            starts.note(key, first);
        }
        boolean whole = to - payloadAt == payloadLength;
        return payloadLength > 0 && segment(buffer, payloadAt, to, whole, key, first, bits, out);
    }

    private static boolean isDatagramDns(long bits) {
        return isDatagramDns(PacketBits.srcPort(bits)) || isDatagramDns(PacketBits.dstPort(bits));
    }

    private static boolean isDatagramDns(int port) {
        return port == DNS || port == MULTICAST_DNS || port == LLMNR;
    }

    private boolean segment(
            ByteBuffer buffer,
            int at,
            int to,
            boolean whole,
            long key,
            int first,
            long bits,
            Labels out) {
        KeptStream stream = kept.find(key, newestNanos);
        if (stream != null) {
            int offset = first - stream.start;
            if (offset > -MOST_BYTES && offset < MOST_BYTES) {
                return continued(stream, buffer, at, to, whole, key, first, bits, out);
            }
            kept.forget(key);
        }
        int missing = starts.missing(key, first);
        if (missing == 0) {
            return begun(buffer, at, to, whole, key, first, bits, out);
        }
        if (whole) {
            KeptStream begun = kept.begin(key, first - missing, newestNanos);
            begun.take(buffer, at, to - at, missing);
        }
        return false;
    }

    private boolean begun(
            ByteBuffer buffer,
            int at,
            int to,
            boolean whole,
            long key,
            int first,
            long bits,
            Labels out) {
        Parse result = parse(buffer, at, to, bits, out);
        if (result == Parse.INCOMPLETE && whole && to - at < MOST_BYTES) {
            kept.begin(key, first, newestNanos).take(buffer, at, to - at, 0);
            out.clear();
        }
        return out.any();
    }

    private boolean continued(
            KeptStream stream,
            ByteBuffer buffer,
            int at,
            int to,
            boolean whole,
            long key,
            int first,
            long bits,
            Labels out) {
        int offset = first - stream.start;
        if (!whole && offset > stream.length()) {
            return false;
        }
        if (!stream.take(buffer, at, to - at, offset)) {
            return false;
        }
        Parse result = parse(stream.bytes(), 0, stream.length(), bits, out);
        if (result == Parse.INCOMPLETE
                && whole
                && stream.length() < MOST_BYTES
                && stream.segments < MOST_SEGMENTS) {
            out.clear();
        } else {
            kept.forget(key);
        }
        return out.any();
    }

    /** Looks at the first bytes of a stream's message; what is left in the labels is whole. */
    private Parse parse(ByteBuffer buffer, int at, int to, long bits, Labels out) {
        if (PacketBits.srcPort(bits) == DNS || PacketBits.dstPort(bits) == DNS) {
            return DnsQuery.parseWithLength(buffer, at, to, out);
        }
        if (at < to && buffer.get(at) == TLS_HANDSHAKE) {
            return tlsHello.parse(buffer, at, to, out);
        }
        return at < to ? HttpHost.parse(buffer, at, to, out) : Parse.NONE;
    }
}
