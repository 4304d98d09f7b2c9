package io.ringflow.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a pcap file with times in nanoseconds, link type Ethernet, little-endian (the file format
 * of {@code pcap-savefile(5)}). For one thread, which closes it.
 */
final class PcapWriter implements FrameSink, AutoCloseable {

    private static final int MAGIC_NANOS = 0xA1B2_3C4D;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int BUFFER_BYTES = 1 << 20;

    private final FileChannel file;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Creates the file, or overwrites an existing one, and writes its header. */
    PcapWriter(Path path, int snapLength) throws IOException {
        file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        buffer.putInt(MAGIC_NANOS).putShort((short) 2).putShort((short) 4);
        buffer.putLong(0).putInt(snapLength).putInt(LINKTYPE_ETHERNET);
    }

    @Override
    public void frame(long timeNanos, byte[] frame, int storedBytes, int wireBytes)
            throws IOException {
        if (buffer.remaining() < RECORD_HEADER_BYTES + storedBytes) {
            flush();
        }
        buffer.putInt((int) (timeNanos / NANOS_PER_SECOND));
        buffer.putInt((int) (timeNanos % NANOS_PER_SECOND));
        buffer.putInt(storedBytes).putInt(wireBytes);
        buffer.put(frame, 0, storedBytes);
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            flush();
        }
    }
}
