package io.ringflow.job.table;

import io.ringflow.model.Protocols;

/** Classes of flows that have the same idle timeout. Each has an idle list of its own. */
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

    /** The idle class of a flow, from its head row. */
    public static int of(FlowRow head) {
        if (head.isClosing()) {
            return CLOSING;
        }
        return switch (head.protocol()) {
            case Protocols.TCP -> TCP;
            case Protocols.UDP -> UDP;
            case Protocols.ICMP, Protocols.ICMP6 -> ICMP;
            default -> OTHER;
        };
    }
}
