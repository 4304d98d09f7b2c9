package io.ringflow.model;

/** How a flow's packets are encapsulated. */
public enum TunnelType {
    /** Not encapsulated. */
    NONE("", Id.NONE),
    /** RFC 7348; the id is the VNI. */
    VXLAN("vxlan", Id.SHARED),
    /** RFC 8926; the id is the VNI. */
    GENEVE("geneve", Id.SHARED),
    /** RFC 2784 and RFC 2890; the id is the key, 0 if there is none. */
    GRE("gre", Id.SHARED),
    /** RFC 7637; the id is the virtual subnet. */
    NVGRE("nvgre", Id.SHARED),
    /** Mirrored frames in GRE; the id is the session. */
    ERSPAN("erspan", Id.SHARED),
    /** GRE version 1 with PPP, RFC 2637; the id is the call. */
    PPTP("pptp", Id.PER_DIRECTION),
    /** IPv4 in IPv4 (RFC 2003), IPv6 in IPv6 (RFC 2473). */
    IPIP("ipip", Id.NONE),
    /** RFC 4213. */
    SIX_IN_FOUR("6in4", Id.NONE),
    /** RFC 2473. */
    FOUR_IN_SIX("4in6", Id.NONE),
    /** 3GPP TS 29.281; the id is the TEID. */
    GTP_U("gtp-u", Id.PER_DIRECTION),
    /** RFC 4380. */
    TEREDO("teredo", Id.NONE),
    /** RFC 3032; the id is the innermost label. */
    MPLS("mpls", Id.PER_DIRECTION),
    /** RFC 2516; the id is the session. */
    PPPOE("pppoe", Id.SHARED),
    /** RFC 2661; the id is tunnel (16) and session (16). */
    L2TP("l2tp", Id.PER_DIRECTION),
    /** RFC 3378. */
    ETHERIP("etherip", Id.NONE),
    /** MikroTik's Ethernet over IP; the id is that of the tunnel. */
    EOIP("eoip", Id.SHARED),
    /** Provider backbone bridging, IEEE 802.1ah; the id is the service instance. */
    BACKBONE("pbb", Id.SHARED);

    private enum Id {
        NONE,
        SHARED,
        PER_DIRECTION
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

    /** The type with this ordinal. */
    public static TunnelType of(int ordinal) {
        return VALUES[ordinal];
    }

    /** Returns true if tunnels of this type have an id. */
    public boolean hasId() {
        return id != Id.NONE;
    }

    /**
     * Returns true if both directions of a flow share the id, so that it can be part of the flow's
     * key.
     */
    public boolean idTellsFlowsApart() {
        return id != Id.PER_DIRECTION;
    }
}
