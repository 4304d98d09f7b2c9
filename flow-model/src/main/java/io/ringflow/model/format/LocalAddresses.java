package io.ringflow.model.format;

import io.ringflow.model.IpAddress;

/**
 * Addresses that are not routed over the Internet, which Zeek takes for local unless it is
 * configured otherwise ({@code Site::private_address_space}): those of IANA's registries of
 * special-purpose addresses and, wrapped in 6to4, those of IPv4.
 */
final class LocalAddresses {

    /** Pairs of prefix and length. */
    private static final int[] V4 = {
        0x00000000, 8, // "this network", RFC 791
        0x0a000000, 8, // private, RFC 1918
        0x64400000, 10, // shared address space, RFC 6598
        0x7f000000, 8, // loopback, RFC 1122
        0xa9fe0000, 16, // link local, RFC 3927
        0xac100000, 12, // private, RFC 1918
        0xc0000000, 24, // IETF protocol assignments, RFC 6890
        0xc0000200, 24, // documentation, RFC 5737
        0xc0a80000, 16, // private, RFC 1918
        0xc6120000, 15, // benchmarking, RFC 2544
        0xc6336400, 24, // documentation, RFC 5737
        0xcb007100, 24, // documentation, RFC 5737
        0xe0000000, 24, // local network control, RFC 5771
        0xef000000, 8, // administratively scoped, RFC 2365
        0xf0000000, 4, // reserved and limited broadcast, RFC 1112 and RFC 919
    };

    /** Pairs of the first 64 bits of a prefix and its length. */
    private static final long[] V6 = {
        0x0064_ff9b_0001_0000L, 48, // translation, RFC 8215
        0x0100_0000_0000_0000L, 64, // discard only, RFC 6666
        0x2001_0000_0000_0000L, 23, // IETF protocol assignments, RFC 2928
        0x2001_0db8_0000_0000L, 32, // documentation, RFC 3849
        0xfc00_0000_0000_0000L, 7, // unique local, RFC 4193
        0xfe80_0000_0000_0000L, 10, // link local, RFC 4291
        0xfec0_0000_0000_0000L, 10, // site local, RFC 3879
    };

    private LocalAddresses() {}

    static boolean contains(IpAddress address) {
        if (address.isV4()) {
            return containsV4((int) address.low());
        }
        long high = address.high();
        if (high >>> 48 == 0x2002) {
            return containsV4((int) (high >>> 16));
        }
        boolean unspecifiedOrLoopback = high == 0 && address.low() >>> 1 == 0;
        return unspecifiedOrLoopback || containsV6(high);
    }

    private static boolean containsV4(int address) {
        for (int i = 0; i < V4.length; i += 2) {
            if ((address ^ V4[i]) >>> (Integer.SIZE - V4[i + 1]) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsV6(long high) {
        for (int i = 0; i < V6.length; i += 2) {
            int unused = Long.SIZE - (int) V6[i + 1];
            if ((high ^ V6[i]) >>> unused == 0) {
                return true;
            }
        }
        return false;
    }
}
