package io.ringflow.capture.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Builds capture files in memory, piece by piece, in either byte order. */
final class CaptureWriter {

    private static final int LITTLE_ENDIAN_MAGIC = 0x1a2b3c4d;

    private final ByteBuffer out;

    private CaptureWriter(ByteOrder order) {
        out = ByteBuffer.allocate(1 << 16).order(order);
    }

    /** A pcap file without packets; {@code network} is its link type with the bits above. */
    static CaptureWriter pcap(ByteOrder order, int network) {
        CaptureWriter file = new CaptureWriter(order);
        file.out.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
        file.out.putInt(65_535).putInt(network);
        return file;
    }

    /** A pcapng file without interfaces. */
    static CaptureWriter pcapng(ByteOrder order) {
        CaptureWriter file = new CaptureWriter(order);
        file.out.putInt(0x0a0d0d0a).putInt(28).putInt(LITTLE_ENDIAN_MAGIC).putInt(1);
        file.out.putLong(-1).putInt(28);
        return file;
    }

    /** Adds a packet of pcap. */
    CaptureWriter packet(long seconds, int micros, byte[] frame, int wireLength) {
        out.putInt((int) seconds).putInt(micros).putInt(frame.length).putInt(wireLength).put(frame);
        return this;
    }

    /** An option of a pcapng block. */
    byte[] option(int code, byte... value) {
        ByteBuffer option = ByteBuffer.allocate(4 + (value.length + 3 & ~3)).order(out.order());
        return option.putShort((short) code).putShort((short) value.length).put(value).array();
    }

    /** The bytes of a number in the file's byte order. */
    byte[] bytes(long number, int length) {
        ByteBuffer all = ByteBuffer.allocate(8).order(out.order());
        return length == 8
                ? all.putLong(number).array()
                : Arrays.copyOf(all.putInt((int) number).array(), length);
    }

    /** Adds an Ethernet interface of pcapng. */
    CaptureWriter ethernet(byte... options) {
        int length = 20 + options.length;
        out.putInt(1).putInt(length).putShort((short) 1).putShort((short) 0).putInt(0);
        out.put(options).putInt(length);
        return this;
    }

    /** Adds an enhanced packet block of pcapng. */
    CaptureWriter enhanced(long ticks, byte[] frame, int wireLength, byte... options) {
        int padding = -frame.length & 3;
        int length = 32 + frame.length + padding + options.length;
        out.putInt(6).putInt(length).putInt(0).putInt((int) (ticks >>> 32)).putInt((int) ticks);
        out.putInt(frame.length).putInt(wireLength).put(frame).put(new byte[padding]);
        out.put(options).putInt(length);
        return this;
    }

    /** Adds a simple packet block of pcapng. */
    CaptureWriter simple(byte[] frame, int wireLength) {
        int padding = -frame.length & 3;
        int length = 16 + frame.length + padding;
        out.putInt(3).putInt(length).putInt(wireLength).put(frame).put(new byte[padding]);
        out.putInt(length);
        return this;
    }

    byte[] file() {
        return Arrays.copyOf(out.array(), out.position());
    }
}
