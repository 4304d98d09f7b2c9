package io.ringflow.bench;

/**
 * Who talks to whom in one flow: a cursor that is moved from flow to flow, so that millions of
 * flows cost no memory. No two flows share a key.
 *
 * <p>Unless other addresses are asked for, every flow has its own pair of client address and client
 * port. Clients are in 10.0.0.0/8 or 2001:db8:1::/96, servers in 198.18.0.0/15 (the addresses that
 * RFC 2544 sets aside for benchmarks) or 2001:db8:2::/96.
 */
final class SyntheticFlow {

    static final int TCP = 6;
    static final int UDP = 17;

    /** Flows below this many packets are mostly look-ups and failed connections. */
    static final int SHORT_FLOW_PACKETS = 7;

    private static final int TRAITS_STREAM = 3;
    private static final int FLOWS_PER_CLIENT = 16;
    private static final int CLIENT_V4 = 10 << 24;
    private static final int CLIENT_MASK = (1 << 24) - 1;
    private static final int SERVER_V4 = 198 << 24 | 18 << 16;
    private static final int SERVERS = 1 << 16;

    /** Linux's ephemeral ports: none of them is a tunnel's. */
    private static final int FIRST_CLIENT_PORT = 32_768;

    private static final int CLIENT_PORTS = 28_232;
    private static final int[] TCP_PORTS = {443, 443, 443, 80, 80, 22, 25, 8080};

    /** Without DNS: nfpcapd makes every DNS packet a flow of its own, which is other work. */
    private static final int[] UDP_PORTS = {443, 443, 443, 443, 443, 3478, 3478, 5060};

    private final SeededHash hash;
    private final FlowAddresses addresses;
    private final int clients;

    /** True for IPv6, false for IPv4. */
    boolean ipv6;

    /** {@link #TCP} or {@link #UDP}. */
    int protocol;

    /** IPv4 addresses. */
    int client;

    int server;

    /** IPv6 addresses, in halves. */
    long clientHigh;

    long clientLow;
    long serverHigh;
    long serverLow;
    int clientPort;
    int serverPort;

    /** Initial sequence numbers. */
    int clientIsn;

    int serverIsn;

    /** A cursor over {@code flows} flows; {@link #moveTo} comes before the first use. */
    SyntheticFlow(SeededHash hash, FlowAddresses addresses, int flows) {
        this.hash = hash;
        this.addresses = addresses;
        clients = Math.max(1, flows / FLOWS_PER_CLIENT);
    }

    /**
     * Fills the fields with a flow's traits. One flow in five is IPv6; half of the short flows and
     * one in seven of the others are UDP. A scan has its own choice of both.
     *
     * @param packets packets of the flow
     */
    void moveTo(int flow, int packets) {
        long traits = hash.bits(TRAITS_STREAM, flow);
        ipv6 = Math.floorMod(traits >>> 8, 5) == 0;
        int oneUdpIn = packets < SHORT_FLOW_PACKETS ? 2 : 7;
        protocol = Math.floorMod(traits >>> 16, oneUdpIn) == 0 ? UDP : TCP;

        int number = flow % clients;
        // An odd factor permutes the 24 bits: clients are scattered and still distinct.
        client = CLIENT_V4 | (((number + 1) * 0x9E3779) & CLIENT_MASK);
        int round = flow / clients;
        clientPort = FIRST_CLIENT_PORT + Math.floorMod(number * 7919L + round, CLIENT_PORTS);

        double popularity = SeededHash.fraction(traits);
        server = SERVER_V4 + 1 + (int) (popularity * popularity * popularity * SERVERS);
        int[] ports = protocol == TCP ? TCP_PORTS : UDP_PORTS;
        serverPort = ports[(int) (traits & 7)];
        clientIsn = (int) traits;
        serverIsn = (int) (traits >>> 32);
        addresses.choose(this, flow, hash);
    }
}
