package io.ringflow.model;

import java.util.Objects;

/**
 * The encapsulation directly around a flow's IP header, taken from the first packet in a tunnel.
 *
 * @param type the kind of tunnel; {@link TunnelType#NONE} without one
 * @param id VNI, key, TEID, session or label; unsigned 32 bits, {@link #NO_ID} if there is none
 * @param srcAddr source of the outer IP header; {@link IpAddress#ANY} if there is none
 * @param dstAddr destination of the outer IP header
 */
public record Tunnel(TunnelType type, long id, IpAddress srcAddr, IpAddress dstAddr) {

    /** Stands for the id of a tunnel that has none. */
    public static final long NO_ID = -1;

    /** No tunnel. */
    public static final Tunnel NONE =
            new Tunnel(TunnelType.NONE, NO_ID, IpAddress.ANY, IpAddress.ANY);

    public Tunnel {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(srcAddr, "srcAddr");
        Objects.requireNonNull(dstAddr, "dstAddr");
    }

    /** Returns true if there is a tunnel. */
    public boolean present() {
        return type != TunnelType.NONE;
    }
}
