package io.ringflow.model;

/** What a flow's packets are wrapped in. */
public enum TunnelType {
    /** Not wrapped. */
    NONE("", Id.NONE),
    /** RFC 7348; the id is the VNI. */
    VXLAN("vxlan", Id.SHARED),
    /** RFC 8926; the id is the VNI. */
    GENEVE("geneve", Id.SHARED),
    /** RFC 2784 and RFC 2890; the id is the key, 0 without one. */
    GRE("gre", Id.SHARED),
    /** RFC 7637; the id is the virtual subnet. */
    NVGRE("nvgre", Id.SHARED),
    /** Mirrored frames in GRE; the id is the session. */
    ERSPAN("erspan", Id.SHARED),
    /** GRE version 1 with PPP, RFC 2637; the id is the call. */
    PPTP("pptp", Id.OF_EACH_DIRECTION),
    /** IPv4 in IPv4 (RFC 2003), IPv6 in IPv6 (RFC 2473). */
    IPIP("ipip", Id.NONE),
    /** RFC 4213. */
    SIX_IN_FOUR("6in4", Id.NONE),
    /** RFC 2473. */
    FOUR_IN_SIX("4in6", Id.NONE),
    /** 3GPP TS 29.281; the id is the TEID. */
    GTP_U("gtp-u", Id.OF_EACH_DIRECTION),
    /** RFC 4380. */
    TEREDO("teredo", Id.NONE),
    /** RFC 3032; the id is the innermost label. */
    MPLS("mpls", Id.OF_EACH_DIRECTION),
    /** RFC 2516; the id is the session. */
    PPPOE("pppoe", Id.SHARED),
    /** RFC 2661; the id is tunnel (16) and session (16). */
    L2TP("l2tp", Id.OF_EACH_DIRECTION),
    /** RFC 3378. */
    ETHERIP("etherip", Id.NONE),
    /** MikroTik's Ethernet over IP; the id is the tunnel's. */
    EOIP("eoip", Id.SHARED),
    /** Provider backbone bridging, IEEE 802.1ah; the id is the service instance. */
    BACKBONE("pbb", Id.SHARED);

    private enum Id {
        NONE,
        SHARED,
        OF_EACH_DIRECTION
    }

    private static final TunnelType[] VALUES = values();

    private final String text;
    private final Id id;

    TunnelType(String text, Id id) {
        this.text = text;
        this.id = id;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The type with an ordinal. */
    public static TunnelType of(int ordinal) {
        return VALUES[ordinal];
    }

    /** Whether tunnels of this type have an id at all. */
    public boolean hasId() {
        return id != Id.NONE;
    }

    /**
     * False where each direction has an id of its own, so that it can't be part of a flow's key.
     */
    public boolean idTellsFlowsApart() {
        return id != Id.OF_EACH_DIRECTION;
    }
}
