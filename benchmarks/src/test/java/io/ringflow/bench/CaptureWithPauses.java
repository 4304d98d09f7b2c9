package io.ringflow.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Writes generated traffic to a capture file, with a pause after each tenth of it. */
public final class CaptureWithPauses {

    private static final int STRETCHES = 10;

    private CaptureWithPauses() {}

    /**
     * Writes a capture.
     *
     * @param pause silence between two stretches of packets
     */
    public static Path write(Path directory, int packets, Duration pause) throws IOException {
        Path file = directory.resolve("traffic.pcap");
        try (PcapWriter writer = new PcapWriter(file, FrameBuilder.SNAP_LENGTH)) {
            FrameSink paused =
                    new FrameSink() {
                        private int written;

                        @Override
                        public void frame(
                                long timeNanos, byte[] frame, int storedBytes, int wireBytes)
                                throws IOException {
                            long pauses = (long) written++ * STRETCHES / packets;
                            writer.frame(
                                    timeNanos + pauses * pause.toNanos(),
                                    frame,
                                    storedBytes,
                                    wireBytes);
                        }
                    };
            new TrafficGenerator(TrafficProfile.ZIPF, packets, 1).generate(paused);
        }
        return file;
    }
}
