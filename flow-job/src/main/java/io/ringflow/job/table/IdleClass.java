package io.ringflow.job.table;

import io.ringflow.model.Protocols;

/** Idle classes: flows that time out alike, each in a list of its own. */
public final class IdleClass {

    public static final int TCP = 0;
    public static final int UDP = 1;
    public static final int ICMP = 2;
    public static final int OTHER = 3;

    /** Flows whose end was seen. */
    public static final int CLOSING = 4;

    /** The number of classes. */
    public static final int COUNT = 5;

    private IdleClass() {}

    /** The idle class of a flow. */
    public static int of(long key, long meta) {
        if ((meta & FlowLayout.CLOSING) != 0) {
            return CLOSING;
        }
        return switch (FlowLayout.protocol(key)) {
            case Protocols.TCP -> TCP;
            case Protocols.UDP -> UDP;
            case Protocols.ICMP, Protocols.ICMP6 -> ICMP;
            default -> OTHER;
        };
    }
}
