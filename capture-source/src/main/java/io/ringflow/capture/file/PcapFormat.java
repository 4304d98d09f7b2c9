package io.ringflow.capture.file;

/**
 * A variant of the pcap format. It is identified by the file's first four bytes, read in big-endian
 * order.
 *
 * @param swapped whether the file is little-endian
 * @param nanos whether fractions of a second are nanoseconds rather than microseconds
 * @param recordHeader bytes of the header before each packet; Kuznetsov's variant has eight more
 */
record PcapFormat(boolean swapped, boolean nanos, int recordHeader) {

    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;
    private static final int KUZNETSOV = 0xa1b2cd34;

    /** Returns the format with a magic number, or null if there is none. */
    static PcapFormat ofMagic(int magic) {
        PcapFormat bigEndian = ofBigEndian(magic, false);
        return bigEndian != null ? bigEndian : ofBigEndian(Integer.reverseBytes(magic), true);
    }

    private static PcapFormat ofBigEndian(int magic, boolean swapped) {
        return switch (magic) {
            case MICROS -> new PcapFormat(swapped, false, 16);
            case NANOS -> new PcapFormat(swapped, true, 16);
            case KUZNETSOV -> new PcapFormat(swapped, false, 24);
            default -> null;
        };
    }
}
