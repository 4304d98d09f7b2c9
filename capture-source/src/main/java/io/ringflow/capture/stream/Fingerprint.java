package io.ringflow.capture.stream;

import io.ringflow.model.KeyHash;
import java.util.Arrays;

/**
 * 64-bit fingerprints of connections and streams, used in place of their addresses. With a million
 * simultaneous connections, the probability that two of them have the same fingerprint is 3 in
 * 10<sup>8</sup>.
 */
final class Fingerprint {

    private static final long[] SECRET = new long[7];

    static {
        Arrays.setAll(SECRET, number -> KeyHash.word(KeyHash.PROCESS_SEED, number));
    }

    private Fingerprint() {}

    /** The fingerprint of one end. */
    static long endpoint(long high, long low, int port) {
        return KeyHash.mix(
                KeyHash.mix(low ^ SECRET[0], high ^ SECRET[1]) ^ SECRET[2], port ^ SECRET[3]);
    }

    /** The fingerprint of an address. */
    static long address(long high, long low) {
        return endpoint(high, low, -1);
    }

    /** The fingerprint of a host, which may use the same address as others elsewhere. */
    static long host(long address, int vlan, long tunnelKey) {
        return connection(address, 0, vlan, tunnelKey);
    }

    /** The fingerprint of a connection, the same for both directions. */
    static long connection(long src, long dst, int vlan, long tunnelKey) {
        return KeyHash.mix(
                src + dst, KeyHash.mix(tunnelKey ^ SECRET[4], vlan ^ SECRET[5]) ^ SECRET[6]);
    }

    /** The fingerprint of one direction of a connection. */
    static long direction(long src, long dst, int vlan, long tunnelKey) {
        return connection(src, Long.rotateLeft(dst, 32), vlan, tunnelKey);
    }
}
