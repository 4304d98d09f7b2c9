package io.ringflow.model;

/** What carries a flow's packets: the tunnel directly around its IP header. */
public enum TunnelType {
    /** No tunnel. */
    NONE("", true),
    /** RFC 7348; the id is the network identifier. */
    VXLAN("vxlan", true),
    /** RFC 8926; the id is the network identifier. */
    GENEVE("geneve", true),
    /** RFC 2784 and 2890; the id is the key, 0 without one. */
    GRE("gre", true),
    /** RFC 7637; the id is the virtual subnet's. */
    NVGRE("nvgre", true),
    /** A mirrored port's frames in GRE; the id is the session's. */
    ERSPAN("erspan", true),
    /** RFC 2637; the id is the call's, as the receiver numbers it. */
    PPTP("pptp", false),
    /** IPv4 in IPv4 (RFC 2003) and IPv6 in IPv6 (RFC 2473); no id. */
    IPIP("ipip", true),
    /** IPv6 in IPv4 (RFC 4213); no id. */
    SIX_IN_FOUR("6in4", true),
    /** IPv4 in IPv6 (RFC 2473); no id. */
    FOUR_IN_SIX("4in6", true),
    /** 3GPP TS 29.281; the id is the tunnel endpoint identifier of the receiver. */
    GTP_U("gtp-u", false),
    /** RFC 4380; no id. */
    TEREDO("teredo", true),
    /** RFC 3032; the id is the label at the stack's bottom. */
    MPLS("mpls", false),
    /** RFC 2516; the id is the session's. */
    PPPOE("pppoe", true),
    /** RFC 2661; the id is the session's, as the receiver numbers it. */
    L2TP("l2tp", false),
    /** RFC 3378; no id. */
    ETHERIP("etherip", true);

    private static final TunnelType[] VALUES = values();

    private final String text;
    private final boolean idTellsFlowsApart;

    TunnelType(String text, boolean idTellsFlowsApart) {
        this.text = text;
        this.idTellsFlowsApart = idTellsFlowsApart;
    }

    /** The word users see; empty for {@link #NONE}. */
    public String text() {
        return text;
    }

    /**
     * True where both directions of a flow have the same id, so that flows with different ids are
     * different ones; false where each direction has an id of its own.
     */
    public boolean idTellsFlowsApart() {
        return idTellsFlowsApart;
    }

    /** The type with an ordinal; there are at most 16, so that it fits into four bits. */
    public static TunnelType of(int ordinal) {
        return VALUES[ordinal];
    }
}
