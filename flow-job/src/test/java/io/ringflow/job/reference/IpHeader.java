package io.ringflow.job.reference;

import io.ringflow.model.IpAddress;

/**
 * An IP header.
 *
 * @param ends addresses and IP version
 * @param protocol {@code protocolIdentifier}
 * @param dscp differentiated services code point
 * @param bytes IP bytes, including the header
 * @param fragment which part of a datagram the packet is
 */
record IpHeader(Ends ends, int protocol, int dscp, int bytes, IpFragment fragment) {

    /**
     * The addresses of a header. Version 6 headers may have mapped IPv4 addresses.
     *
     * @param v6 whether the IP version is 6
     */
    record Ends(IpAddress src, IpAddress dst, boolean v6) {

        /** The ends of a packet without an IP header. */
        static final Ends NONE = new Ends(IpAddress.ANY, IpAddress.ANY, false);

        @SuppressWarnings("ArgumentSelectionDefectChecker") // swapped on purpose
        Ends back() {
            return new Ends(dst, src, v6);
        }
    }

    IpHeader withProtocol(int other) {
        return new IpHeader(ends, other, dscp, bytes, fragment);
    }

    /** Returns the header of a later part, with a number of bytes after it. */
    IpHeader part(IpFragment later, int length) {
        return new IpHeader(ends, protocol, dscp, length(ends.v6(), true) + length, later);
    }

    /** Returns the number of bytes before the transport header. */
    int length() {
        return length(ends.v6(), fragment.header());
    }

    /** Returns the length of a header, which in IPv6 may include a fragment header. */
    static int length(boolean v6, boolean fragmentHeader) {
        return v6 ? (fragmentHeader ? 48 : 40) : 20;
    }
}
