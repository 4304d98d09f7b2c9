package io.ringflow.model;

/** What a flow's packets are wrapped in. */
public enum TunnelType {
    NONE(""),
    VXLAN("vxlan");

    private static final TunnelType[] VALUES = values();

    private final String text;

    TunnelType(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The type with an ordinal. */
    public static TunnelType of(int ordinal) {
        return VALUES[ordinal];
    }

    public boolean idTellsFlowsApart() {
        return this == VXLAN;
    }
}
