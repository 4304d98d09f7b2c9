package io.ringflow.capture.file;

/**
 * The variants of the pcap format, told apart by the first four bytes read in big-endian order.
 *
 * @param swapped the file is little-endian
 * @param nanos fractions of a second are nanoseconds, else microseconds
 * @param recordHeader length of the header before each packet; Kuznetsov's has eight bytes more
 */
record PcapFormat(boolean swapped, boolean nanos, int recordHeader) {

    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;
    private static final int KUZNETSOV = 0xa1b2cd34;

    /** The format with a magic number, or null where it is none. */
    static PcapFormat ofMagic(int magic) {
        PcapFormat straight = straight(magic, false);
        return straight != null ? straight : straight(Integer.reverseBytes(magic), true);
    }

    private static PcapFormat straight(int magic, boolean swapped) {
        return switch (magic) {
            case MICROS -> new PcapFormat(swapped, false, 16);
            case NANOS -> new PcapFormat(swapped, true, 16);
            case KUZNETSOV -> new PcapFormat(swapped, false, 24);
            default -> null;
        };
    }
}
