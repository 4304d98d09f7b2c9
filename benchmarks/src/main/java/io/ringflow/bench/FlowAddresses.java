package io.ringflow.bench;

import java.util.Locale;

/**
 * Who chose the addresses of generated flows: the hosts of an ordinary network, or somebody who
 * scans over IPv6 and wants that all flows meet in one place of a meter's table. The scans differ
 * in nothing but their addresses: all flows are TCP between the same two ports.
 */
enum FlowAddresses {
    /** Many clients of popular servers, one flow in five over IPv6. */
    HOSTS {
        @Override
        void choose(SyntheticFlow flow, long number, SeededHash hash) {
            flow.clientHigh = CLIENT_NETWORK;
            flow.clientLow = flow.client & LOW_INT;
            flow.serverHigh = SERVER_NETWORK;
            flow.serverLow = flow.server & LOW_INT;
        }
    },

    /** A scan from and to random addresses of 2001:db8::/32. */
    RANDOM {
        @Override
        void choose(SyntheticFlow flow, long number, SeededHash hash) {
            long networks = hash.bits(NETWORK_STREAM, number);
            startScan(flow);
            flow.clientHigh = DOCUMENTATION | (networks & LOW_INT);
            flow.clientLow = hash.bits(CLIENT_STREAM, number);
            flow.serverHigh = DOCUMENTATION | (networks >>> 32);
            flow.serverLow = hash.bits(SERVER_STREAM, number);
        }
    },

    /**
     * A scan of one network from the interface id 9e37:79b9:7f4a:7c15. Combined with the golden
     * ratio, a constant of many hash functions, it is 0, and a product with 0 hides the scanned
     * address.
     */
    ZERO {
        @Override
        void choose(SyntheticFlow flow, long number, SeededHash hash) {
            startScan(flow);
            flow.clientHigh = CLIENT_NETWORK;
            flow.clientLow = 0x9e37_79b9_7f4a_7c15L;
            flow.serverHigh = SERVER_NETWORK;
            flow.serverLow = number;
        }
    },

    /**
     * A scan of many networks from many networks. 31 times the one plus the other is always the
     * same, so a hash that combines both like {@link java.util.Objects#hash} can't tell them apart.
     */
    SUMS {
        @Override
        void choose(SyntheticFlow flow, long number, SeededHash hash) {
            startScan(flow);
            flow.clientHigh = DOCUMENTATION + number;
            flow.clientLow = 1;
            flow.serverHigh = (DOCUMENTATION | LOW_INT) - 31 * number;
            flow.serverLow = 1;
        }
    };

    private static final long DOCUMENTATION = 0x2001_0DB8_0000_0000L;
    private static final long CLIENT_NETWORK = 0x2001_0DB8_0001_0000L;
    private static final long SERVER_NETWORK = 0x2001_0DB8_0002_0000L;
    private static final long LOW_INT = 0xFFFF_FFFFL;

    private static final int NETWORK_STREAM = 6;
    private static final int CLIENT_STREAM = 7;
    private static final int SERVER_STREAM = 8;

    /** Returns the choice with a name, which may be in any case. */
    static FlowAddresses of(String name) {
        for (FlowAddresses addresses : values()) {
            if (addresses.text().equalsIgnoreCase(name)) {
                return addresses;
            }
        }
        throw new IllegalArgumentException(
                "no addresses '" + name + "'; use hosts, random, zero or sums");
    }

    /** The name users see. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Sets the IPv6 addresses of a flow whose other fields are set.
     *
     * @param number the flow's number, which no other flow of the capture has
     */
    abstract void choose(SyntheticFlow flow, long number, SeededHash hash);

    private static void startScan(SyntheticFlow flow) {
        flow.ipv6 = true;
        flow.protocol = SyntheticFlow.TCP;
        flow.clientPort = 40_000;
        flow.serverPort = 443;
    }
}
