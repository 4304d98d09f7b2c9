package io.ringflow.bench;

/**
 * The content of each flow's packets in order: TCP's handshake, data and close with sequence
 * numbers that fit, or UDP datagrams in both directions. {@link #next} sets the fields to the
 * flow's next packet.
 *
 * <p>A TCP flow of seven packets or more ends with FIN from both sides, a shorter one with RST, one
 * of a single packet is an unanswered SYN.
 */
final class Conversation {

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int ACK = 0x10;

    private static final int PACKET_STREAM = 4;
    private static final int CLOSING_PACKETS = 3;

    private final SeededHash hash;
    private final TrafficProfile profile;
    private final int[] sizes;
    private final int[] sent;

    /** Sequence numbers that each side has used so far: one per byte, SYN and FIN. */
    private final int[] clientUsed;

    private final int[] serverUsed;

    /** True from client to server. */
    boolean fromClient;

    /** TCP flags, 0 for UDP. */
    int flags;

    /** Bytes after the IP header. */
    int transportBytes;

    int sequence;
    int acknowledgment;

    /** Conversations of flows with these numbers of packets. */
    Conversation(SeededHash hash, TrafficProfile profile, int[] sizes) {
        this.hash = hash;
        this.profile = profile;
        this.sizes = sizes;
        sent = new int[sizes.length];
        clientUsed = new int[sizes.length];
        serverUsed = new int[sizes.length];
    }

    /** Moves to a flow's next packet; {@code traits} are the same flow's. */
    void next(int flow, SyntheticFlow traits) {
        int index = sent[flow]++;
        long bits = hash.bits(PACKET_STREAM, (long) flow << 32 | index);
        // A server sends two packets of three.
        fromClient = index == 0 || Math.floorMod(bits >>> 8, 3) == 0;
        boolean tcp = traits.protocol == SyntheticFlow.TCP;
        flags = tcp ? tcpFlags(index, sizes[flow]) : 0;
        int headerBytes = tcp ? 20 : 8;
        int payload = 0;
        if (!tcp || carriesData(index, sizes[flow])) {
            int small = 20 + headerBytes + (tcp ? 0 : 12);
            payload = Math.max(small, profile.ipBytes(fromClient, bits >>> 16)) - 20 - headerBytes;
            if (traits.ipv6 && payload > 1500 - 40 - headerBytes) {
                payload = 1500 - 40 - headerBytes;
            }
        }
        transportBytes = headerBytes + payload;
        if (tcp) {
            number(flow, traits, payload);
        }
    }

    private void number(int flow, SyntheticFlow traits, int payload) {
        int[] own = fromClient ? clientUsed : serverUsed;
        int[] other = fromClient ? serverUsed : clientUsed;
        sequence = (fromClient ? traits.clientIsn : traits.serverIsn) + own[flow];
        int peerIsn = fromClient ? traits.serverIsn : traits.clientIsn;
        acknowledgment = (flags & ACK) == 0 ? 0 : peerIsn + other[flow];
        own[flow] += payload + ((flags & (SYN | FIN)) == 0 ? 0 : 1);
    }

    /** Returns the flags of the packet; sets {@link #fromClient} if they determine the sender. */
    private int tcpFlags(int index, int packets) {
        if (index == 0) {
            return SYN;
        }
        if (index == 1) {
            fromClient = false;
            return packets == 2 ? RST | ACK : SYN | ACK;
        }
        if (index == 2 || index == packets - 1) {
            fromClient = true;
            boolean reset = index > 2 && packets < SyntheticFlow.SHORT_FLOW_PACKETS;
            return reset ? RST | ACK : ACK;
        }
        if (packets >= SyntheticFlow.SHORT_FLOW_PACKETS && index >= packets - CLOSING_PACKETS) {
            fromClient = index == packets - CLOSING_PACKETS;
            return FIN | ACK;
        }
        return ACK;
    }

    private static boolean carriesData(int index, int packets) {
        int closing = packets < SyntheticFlow.SHORT_FLOW_PACKETS ? 1 : CLOSING_PACKETS;
        return index > 2 && index < packets - closing;
    }
}
