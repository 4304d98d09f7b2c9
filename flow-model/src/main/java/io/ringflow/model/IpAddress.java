package io.ringflow.model;

/**
 * An IPv4 or IPv6 address as 128 bits in network order; IPv4 is the mapped address {@code
 * ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2).
 *
 * <p>IPv6 packets may carry mapped addresses, too. They must not be confused with IPv4 addresses
 * and are therefore stored in {@code ::fffe:0:0/96}, right before IPv4, which keeps the order of
 * IPv6 addresses. That prefix is reserved and unassigned; an address in it is treated as mapped.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

    /** The unspecified IPv6 address. */
    public static final IpAddress ANY = new IpAddress(0, 0);

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long MAPPED_IN_V6 = 0xfffe_0000_0000L;

    /** The IPv4 address with these four bytes in network order. */
    public static IpAddress v4(int address) {
        return new IpAddress(0, MAPPED | Integer.toUnsignedLong(address));
    }

    /** The address of an IPv6 packet, from the bits on the wire. */
    public static IpAddress v6(long high, long low) {
        return new IpAddress(high, v6Low(high, low));
    }

    /** The last 64 bits of an IPv6 packet's address as they are stored. */
    public static long v6Low(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED >>> 32 ? low - MAPPED + MAPPED_IN_V6 : low;
    }

    /** The last 64 bits as on the wire; for IPv4, those of the mapped address. */
    public long wireLow() {
        return isMappedInV6() ? low - MAPPED_IN_V6 + MAPPED : low;
    }

    /** Returns true if this is the mapped address of an IPv6 packet. */
    public boolean isMappedInV6() {
        return high == 0 && low >>> 32 == MAPPED_IN_V6 >>> 32;
    }

    /** Returns true if this is an IPv4 address. */
    public boolean isV4() {
        return high == 0 && (low & ~0xffff_ffffL) == MAPPED;
    }

    /** Returns true for multicast addresses and the IPv4 broadcast address. */
    public boolean isGroup() {
        return isV4() ? (int) low == -1 || (low >>> 28 & 0xf) == 0xe : high >>> 56 == 0xff;
    }

    @Override
    public int compareTo(IpAddress other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The text of RFC 5952: dotted decimal for IPv4, the shortest lower-case form for IPv6. */
    @Override
    public String toString() {
        byte[] text = new byte[AddressText.MAX_LENGTH];
        int length = AddressText.write(this, text, 0);
        return new String(text, 0, length, java.nio.charset.StandardCharsets.US_ASCII);
    }

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException if the text is not an IPv4 or IPv6 address; host names are
     *     not looked up
     */
    public static IpAddress parse(String text) {
        return AddressText.parse(text);
    }
}
