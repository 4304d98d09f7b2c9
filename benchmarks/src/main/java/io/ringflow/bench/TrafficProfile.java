package io.ringflow.bench;

import java.util.Arrays;
import java.util.Locale;

/** The three kinds of traffic that Ringflow and its peers are measured with. */
enum TrafficProfile {
    /**
     * Heavy-tailed: flow sizes follow Zipf's law (exponent 1.1), 34.8 flows per 1000 packets, IMIX
     * packet sizes, a million packets per second.
     */
    ZIPF(20_000_000, 1_000_000) {
        @Override
        int flows(int packets) {
            return Math.max(1, Math.round(packets * 0.0348f));
        }

        @Override
        int[] packetsPerFlow(int packets, int flows) {
            return zipfSizes(packets, flows);
        }
    },

    /**
     * Nearly every packet a new flow: half the flows are one packet, half are a packet and its
     * answer, so two flows per three packets; 300 000 packets per second.
     */
    MANY(6_000_000, 300_000) {
        @Override
        int flows(int packets) {
            return packets - packets / 3;
        }

        @Override
        int[] packetsPerFlow(int packets, int flows) {
            int pairs = packets - flows;
            if (pairs > flows) {
                throw new IllegalArgumentException(
                        "flows of one or two packets must be at least half of the packets: "
                                + flows);
            }
            int[] sizes = new int[flows];
            for (int flow = 0; flow < flows; flow++) {
                sizes[flow] = flow < pairs ? 2 : 1;
            }
            return sizes;
        }
    },

    /** A hundred bulk transfers of equal length at a million packets per second. */
    ELEPH(20_000_000, 1_000_000) {
        @Override
        int flows(int packets) {
            return Math.min(100, packets);
        }

        @Override
        int[] packetsPerFlow(int packets, int flows) {
            int[] sizes = new int[flows];
            Arrays.fill(sizes, packets / flows);
            sizes[0] += packets % flows;
            return sizes;
        }

        @Override
        int ipBytes(boolean fromClient, long bits) {
            return fromClient ? SMALL_BYTES : LARGE_BYTES;
        }
    };

    private static final double ZIPF_EXPONENT = 1.1;
    private static final int SMALL_BYTES = 40;
    private static final int MEDIUM_BYTES = 576;
    private static final int LARGE_BYTES = 1500;

    private final int defaultPackets;
    private final int packetsPerSecond;

    TrafficProfile(int defaultPackets, int packetsPerSecond) {
        this.defaultPackets = defaultPackets;
        this.packetsPerSecond = packetsPerSecond;
    }

    /** Returns the profile with a name, which may be in any case. */
    static TrafficProfile of(String name) {
        for (TrafficProfile profile : values()) {
            if (profile.text().equalsIgnoreCase(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("no profile '" + name + "'; use zipf, many or eleph");
    }

    /** The name users see. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Packets in a capture of full size. */
    int defaultPackets() {
        return defaultPackets;
    }

    /** Packets per second of event time, for captures of any size. */
    int packetsPerSecond() {
        return packetsPerSecond;
    }

    /** The number of flows of a capture unless another one is asked for. */
    abstract int flows(int packets);

    /**
     * How many packets each flow has; at least 1 each, and all {@code packets} together.
     *
     * @param flows from 1 to {@code packets}
     * @throws IllegalArgumentException if the profile can't have so few or so many flows
     */
    abstract int[] packetsPerFlow(int packets, int flows);

    /**
     * IP bytes of a packet with data. The default is the simple IMIX, seven packets of 40 bytes to
     * four of 576 and one of 1500.
     */
    int ipBytes(boolean fromClient, long bits) {
        int twelfth = (int) Math.floorMod(bits, 12L);
        if (twelfth < 7) {
            return SMALL_BYTES;
        }
        return twelfth < 11 ? MEDIUM_BYTES : LARGE_BYTES;
    }

    private static int[] zipfSizes(int packets, int flows) {
        double weights = 0;
        for (int rank = 1; rank <= flows; rank++) {
            weights += Math.pow(rank, -ZIPF_EXPONENT);
        }
        int[] sizes = new int[flows];
        int left = packets;
        for (int flow = flows - 1; flow > 0; flow--) {
            double share = Math.pow(flow + 1, -ZIPF_EXPONENT) / weights;
            sizes[flow] = Math.max(1, (int) (packets * share));
            left -= sizes[flow];
        }
        // What rounding left over or took too much is the biggest flow's.
        if (left < 1) {
            throw new IllegalArgumentException(
                    "too many flows for " + packets + " packets by Zipf's law: " + flows);
        }
        sizes[0] = left;
        return sizes;
    }
}
