package io.ringflow.model;

import java.util.Objects;

/**
 * The encapsulation right around a flow's IP header, as the first of its packets had it that was in
 * a tunnel.
 *
 * @param type the kind of tunnel; {@link TunnelType#NONE} without one
 * @param id VNI, key, TEID, session or label; unsigned 32 bits, {@link #NO_ID} where there is none
 * @param srcAddr source of the header around the flow's; {@link IpAddress#ANY} without an IP header
 * @param dstAddr destination of that header
 */
public record Tunnel(TunnelType type, long id, IpAddress srcAddr, IpAddress dstAddr) {

    /** The id of a tunnel that has none. */
    public static final long NO_ID = -1;

    /** No tunnel. */
    public static final Tunnel NONE =
            new Tunnel(TunnelType.NONE, NO_ID, IpAddress.ANY, IpAddress.ANY);

    public Tunnel {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(srcAddr, "srcAddr");
        Objects.requireNonNull(dstAddr, "dstAddr");
    }

    /** False without a tunnel. */
    public boolean present() {
        return type != TunnelType.NONE;
    }
}
