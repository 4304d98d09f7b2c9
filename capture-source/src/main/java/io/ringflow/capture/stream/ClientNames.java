package io.ringflow.capture.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What clients were answered by DNS: for each client, the names of addresses. An answer counts for
 * its time to live, but at least an hour, because connections are opened later than that, and at
 * most a day. The newest name of an address counts.
 *
 * <p>Holds at most {@link #MAX_OF_CLIENT} addresses of a client and {@link #MAX_NAMES} altogether.
 * A new one displaces the oldest of its client; if there are too many, the oldest of the client
 * that was answered longest ago. Not thread-safe.
 */
final class ClientNames {

    static final int MAX_OF_CLIENT = 4096;
    static final int MAX_NAMES = 1 << 16;

    private static final long SECOND = 1_000_000_000L;
    private static final long SHORTEST = 3600;
    private static final long LONGEST = 24 * 3600;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Name(byte[] text, long untilNanos) {}

    /** Clients by fingerprint, the one that was answered longest ago first. */
    private final LinkedHashMap<Long, LinkedHashMap<Long, Name>> clients = new LinkedHashMap<>();

    private int count;

    /** Number of names. */
    int size() {
        return count;
    }

    /**
     * Notes an answer.
     *
     * @param client fingerprint of the client
     * @param address fingerprint of the address
     * @param name in lower case; not copied
     * @param seconds time to live
     */
    void learn(long client, long address, byte[] name, long seconds, long nowNanos) {
        LinkedHashMap<Long, Name> names = clients.remove(client);
        if (names == null) {
            names = new LinkedHashMap<>();
        }
        clients.put(client, names);
        if (names.remove(address) == null) {
            count++;
        }
        long kept = Math.max(SHORTEST, Math.min(LONGEST, seconds));
        names.put(address, new Name(name, nowNanos + kept * SECOND));
        if (names.size() > MAX_OF_CLIENT) {
            names.pollFirstEntry();
            count--;
        }
        if (count > MAX_NAMES) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Map.Entry<Long, LinkedHashMap<Long, Name>> oldest = clients.firstEntry();
        oldest.getValue().pollFirstEntry();
        count--;
        if (oldest.getValue().isEmpty()) {
            clients.pollFirstEntry();
        }
    }

    /** The name of an address as a client was answered it, or null. */
    byte[] find(long client, long address, long nowNanos) {
        LinkedHashMap<Long, Name> names = clients.get(client);
        Name name = names == null ? null : names.get(address);
        return name == null || nowNanos >= name.untilNanos() ? null : name.text();
    }
}
