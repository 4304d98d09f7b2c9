package io.ringflow.model;

/**
 * An IPv4 or IPv6 address as 128 bits in network order; IPv4 is the mapped address {@code
 * ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2).
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

    /** The unspecified IPv6 address. */
    public static final IpAddress ANY = new IpAddress(0, 0);

    private static final long MAPPED = 0xffff_0000_0000L;

    /** The address of four bytes in network order. */
    public static IpAddress v4(int address) {
        return new IpAddress(0, MAPPED | Integer.toUnsignedLong(address));
    }

    /** True for a mapped IPv4 address. */
    public boolean isV4() {
        return high == 0 && (low & ~0xffff_ffffL) == MAPPED;
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
     * The address that a text names.
     *
     * @throws IllegalArgumentException when the text is no IPv4 or IPv6 address; host names are not
     *     looked up
     */
    public static IpAddress parse(String text) {
        return AddressText.parse(text);
    }
}
