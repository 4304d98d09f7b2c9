package io.ringflow.capture.stream;

/**
 * 64-bit fingerprints of connections and streams, used in place of their addresses. With a million
 * simultaneous connections, the probability that two of them have the same fingerprint is 3 in
 * 10<sup>8</sup>.
 */
final class Fingerprint {

    private Fingerprint() {}

    /** The fingerprint of one end. */
    static long endpoint(long high, long low, int port) {
        return mix(
                low ^ 0x9e37_79b9_7f4a_7c15L,
                high ^ (port + 1) * 0xd1b5_4a32_d192_ed03L ^ 0x8bb8_4b93_962e_acc9L);
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
        return mix(
                src + dst ^ 0xa076_1d64_78bd_642fL,
                tunnelKey ^ (vlan + 1) * 0xe703_7ed1_a0b4_28dbL ^ 0x2d35_8dcc_aa6c_78a5L);
    }

    /** The fingerprint of one direction of a connection. */
    static long direction(long src, long dst, int vlan, long tunnelKey) {
        return connection(src, Long.rotateLeft(dst, 32), vlan, tunnelKey);
    }

    private static long mix(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
