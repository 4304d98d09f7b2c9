package io.ringflow.capture.file;

import io.ringflow.capture.ring.TestFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Fuzz target: pcap files. */
public final class PcapFuzz {

    private PcapFuzz() {}

    /** Runs the target once. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        CaptureFuzz.run(data);
    }

    /** Seeds of every pcap variant. */
    public static List<byte[]> seeds() {
        return CaptureFuzz.seeds(
                List.of(
                        pcap(0xa1b2c3d4, ByteOrder.LITTLE_ENDIAN, 16),
                        pcap(0xa1b2c3d4, ByteOrder.BIG_ENDIAN, 16),
                        pcap(0xa1b23c4d, ByteOrder.LITTLE_ENDIAN, 16),
                        pcap(0xa1b2cd34, ByteOrder.LITTLE_ENDIAN, 24),
                        CaptureWriter.pcap(ByteOrder.BIG_ENDIAN, 0x2400_0001)
                                .packet(7, 8, TestFrames.udp(3, 53, 0, 64), 64)
                                .file()));
    }

    private static byte[] pcap(int magic, ByteOrder order, int recordHeader) {
        int packets = 5;
        int length = 60;
        ByteBuffer out = ByteBuffer.allocate(24 + packets * (recordHeader + length)).order(order);
        out.putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0);
        out.putInt(65_535).putInt(1);
        for (int i = 0; i < packets; i++) {
            out.putInt(1_700_000_000 + i).putInt(5).putInt(length).putInt(length + i);
            out.put(new byte[recordHeader - 16]);
            out.put(TestFrames.udp(1000 + i, 53, i, length));
        }
        return out.array();
    }
}
