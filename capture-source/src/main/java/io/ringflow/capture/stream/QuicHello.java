package io.ringflow.capture.stream;

import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * Finds the ClientHello in the Initial packets of QUIC clients (RFC 9001, RFC 9369), which may be
 * divided among several packets and datagrams in any order.
 *
 * <p>Only the first packets of each direction are opened: until the hello is complete, at most
 * {@link #MAX_PACKETS} that belong to it and {@link #MAX_FAILURES} that don't, such as those of the
 * server. Holds at most {@link #MAX_HELLOS} incomplete hellos, each for 30 s of event time; a new
 * one displaces the oldest. Accepts any bytes. Not thread-safe.
 */
final class QuicHello {

    static final int MAX_HELLOS = 512;
    static final int MAX_PACKETS = 32;
    static final int MAX_FAILURES = 4;

    private static final int SHORTEST_FIRST_ID = 8;

    /** A hello that is not complete yet. */
    private static final class Hello {
        final CryptoBytes crypto = new CryptoBytes();
        final long sinceNanos;
        QuicKeys keys;
        int packets;

        Hello(QuicKeys keys, long sinceNanos) {
            this.keys = keys;
            this.sinceNanos = sinceNanos;
        }
    }

    private final TlsHello tlsHello;
    private final QuicHeader header = new QuicHeader();
    private final QuicFrames frames = new QuicFrames();
    private final QuicCipher cipher = new QuicCipher();
    private final LinkedHashMap<Long, Hello> hellos = new LinkedHashMap<>();

    /** Directions with failures; {@link #MAX_FAILURES} and more mean that no packet is opened. */
    private final RecentStreams failures = new RecentStreams(KeptStreams.TIMEOUT_NANOS);

    /** Number of hellos that were displaced by others. */
    long displaced;

    QuicHello(TlsHello tlsHello) {
        this.tlsHello = tlsHello;
    }

    /** Number of incomplete hellos. */
    int size() {
        return hellos.size();
    }

    /** Finds the labels that are complete with a datagram. Returns whether there is a label. */
    boolean find(TransportPacket packet, long nowNanos, Labels out) {
        int from = packet.payloadOffset;
        int to = packet.payloadEnd();
        if (!QuicHeader.isLong(packet.buffer, from, to)) {
            return false;
        }
        long key = packet.direction();
        if (failures.count(key, nowNanos) >= MAX_FAILURES) {
            return false;
        }
        Hello hello = hellos.get(key);
        if (hello != null && nowNanos - hello.sinceNanos >= KeptStreams.TIMEOUT_NANOS) {
            hellos.remove(key);
            hello = null;
        }
        int known = hello == null ? 0 : hello.crypto.length();
        for (int at = from; header.read(packet.buffer, at, to); at = header.end) {
            if (header.isInitial) {
                hello = open(packet, at, key, hello, nowNanos);
            }
        }
        boolean more = hello != null && hello.crypto.length() > known;
        if (!more && (hello == null || hello.packets < MAX_PACKETS)) {
            return false;
        }
        return read(key, hello, nowNanos, out);
    }

    private boolean read(long key, Hello hello, long nowNanos, Labels out) {
        CryptoBytes crypto = hello.crypto;
        ParseResult result = tlsHello.parseQuic(crypto.bytes(), 0, crypto.length(), out);
        boolean complete = result == ParseResult.FOUND || result == ParseResult.NONE;
        if (complete || hello.packets >= MAX_PACKETS) {
            hellos.remove(key);
            failures.add(key, MAX_FAILURES, nowNanos);
        } else if (result == ParseResult.INCOMPLETE) {
            out.clear();
        }
        return out.any();
    }

    /** Opens an Initial packet. Returns the hello that is known then, or null. */
    private Hello open(TransportPacket packet, int at, long key, Hello hello, long nowNanos) {
        int length = header.end - at;
        packet.buffer.get(at, cipher.packet(length), 0, length);
        int number = header.numberOffset - at;
        int content = hello == null ? -1 : cipher.open(hello.keys, number, length);
        Hello found = hello;
        if (content < 0) {
            // The first packet, or the first one after a Retry, which changes the id.
            QuicKeys keys = newKeys(packet, hello);
            content = keys == null ? -1 : cipher.open(keys, number, length);
            if (content >= 0) {
                found = hello == null ? start(key, keys, nowNanos) : hello;
                found.keys = keys;
            }
        }
        if (content < 0) {
            failures.add(key, 1, nowNanos);
        } else {
            found.packets++;
            frames.read(cipher.content(), content, found.crypto);
        }
        return found;
    }

    /** The keys of the packet's own id, or null if they are known or it is too short. */
    private QuicKeys newKeys(TransportPacket packet, Hello hello) {
        if (header.idLength < SHORTEST_FIRST_ID) {
            return null;
        }
        byte[] id = new byte[header.idLength];
        packet.buffer.get(header.idOffset, id);
        boolean known =
                hello != null
                        && hello.keys.version() == header.version
                        && Arrays.equals(id, hello.keys.connectionId());
        return known ? null : cipher.keys(header.version, id);
    }

    private Hello start(long key, QuicKeys keys, long nowNanos) {
        while (!hellos.isEmpty()
                && nowNanos - hellos.firstEntry().getValue().sinceNanos
                        >= KeptStreams.TIMEOUT_NANOS) {
            hellos.pollFirstEntry();
        }
        if (hellos.size() == MAX_HELLOS) {
            hellos.pollFirstEntry();
            displaced++;
        }
        Hello hello = new Hello(keys, nowNanos);
        hellos.put(key, hello);
        return hello;
    }
}
