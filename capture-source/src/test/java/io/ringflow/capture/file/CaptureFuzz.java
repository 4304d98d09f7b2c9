package io.ringflow.capture.file;

import com.github.luben.zstd.Zstd;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Rule;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Observer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * The common part of the fuzz targets of both file formats. Reads a file, plain or compressed,
 * batch by batch to its end, and again in larger batches. Layout of the input, with sizes in bits:
 *
 * <pre>
 *  compression 8 | packets per batch 8: the highest bit peeks at the time before each batch
 *  bytes cut from the compressed end 16 | index of a changed byte 16 | change 8 | file
 * </pre>
 */
final class CaptureFuzz {

    private static final int WINDOW = 1 << 20;
    private static final int SMALLEST_RECORD = 16;
    private static final Observer OBSERVER = new Observer("replay", "fuzz");

    private static final int PLAIN = 0;
    private static final int GZIP = 1;
    private static final int ZSTD = 2;

    private static Path file;

    private final boolean intact;
    private final int contentLength;
    private final int capacity;
    private final boolean peeks;

    private CaptureFuzz(int batch, int contentLength, boolean intact) {
        capacity = 1 + (batch & 7);
        peeks = batch > 0x7f;
        this.contentLength = contentLength;
        this.intact = intact;
    }

    /** Runs the target once. */
    static void run(byte[] data) throws IOException {
        FuzzInput in = new FuzzInput(data);
        int compression = in.int8() % 3;
        int batch = in.int8();
        int cut = in.int16();
        int changedIndex = in.int16();
        int change = in.int8();
        byte[] content = in.rest();
        byte[] written = compressed(compression, content);
        boolean intact = compression == PLAIN || (cut == 0 && change == 0);
        if (!intact) {
            written = Arrays.copyOf(written, Math.max(1, written.length - cut));
            written[changedIndex % written.length] ^= (byte) change;
        }
        if (file == null) {
            file = Files.createTempFile("fuzz", ".capture");
            file.toFile().deleteOnExit();
        }
        Files.write(file, written);
        new CaptureFuzz(batch, content.length, intact).readTwice();
    }

    private static byte[] compressed(int compression, byte[] content) throws IOException {
        if (compression == GZIP) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(content);
            }
            return out.toByteArray();
        }
        return compression == ZSTD ? Zstd.compress(content) : content;
    }

    private void readTwice() throws IOException {
        Packets all;
        try {
            all = read(capacity);
        } catch (CaptureException e) {
            return;
        }
        Packets again = read(capacity + 3);
        Rule.holds(again.texts.equals(all.texts), "batches of any size give the same packets");
        Rule.holds(
                again.truncated == all.truncated, "a file is found damaged with any size of batch");
        Rule.holds(
                all.frames == all.texts.size() + all.undecoded,
                "a frame yields one packet or is counted under one reason");
    }

    private Packets read(int batchCapacity) throws IOException {
        Packets packets = new Packets();
        long newest = Long.MIN_VALUE;
        CaptureDecoder decoder = new CaptureDecoder(DecodeSettings.DEFAULT);
        try (CaptureReader reader = CaptureFiles.open(file.toString())) {
            boolean more = true;
            while (more) {
                packets.offset = reader.offset();
                PacketBatch batch = new PacketBatch(batchCapacity);
                batch.reset(OBSERVER, newest);
                boolean next = !peeks || reader.hasNext();
                int read = reader.read(batch, decoder, batchCapacity, Long.MAX_VALUE, null);
                more = read == batchCapacity;
                Rule.holds(next || read == 0, "a file without a next packet has ended");
                if (!more) {
                    decoder.release(Long.MAX_VALUE, batch);
                }
                decoder.endBatch(batch);
                newest = batch.newestNanos;
                packets.add(batch);
                check(reader, batch, packets, read, batchCapacity);
            }
            packets.truncated = reader.truncated();
            Rule.holds(
                    !intact || packets.truncated || reader.offset() == contentLength,
                    "an undamaged file is read to its end");
        }
        return packets;
    }

    private void check(
            CaptureReader reader, PacketBatch batch, Packets packets, int read, int most) {
        Rule.holds(read <= most, "no more packets are read than asked for");
        Rule.holds(batch.frames == read, "each packet that is read is counted");
        Rule.holds(
                reader instanceof PcapngReader
                        || Arrays.stream(batch.timeNanos, 0, batch.size).allMatch(t -> t >= 0),
                "no packet of a pcap file has a time before 1970");
        Rule.holds(reader.offset() >= packets.offset, "the position never moves back");
        if (intact) {
            Rule.holds(reader.offset() <= contentLength, "the position stays within the file");
            Rule.holds(
                    packets.frames <= contentLength / SMALLEST_RECORD,
                    "a file has no more packets than fit in it");
            Rule.holds(
                    reader.input.buffer().capacity() <= Math.max(WINDOW, 2 * contentLength),
                    "the window grows with the file's content, not with the lengths that it claims");
        }
    }

    /** What was read from a file. */
    private static final class Packets {
        long offset;
        final List<String> texts = new ArrayList<>();
        long frames;
        long undecoded;
        boolean truncated;

        void add(PacketBatch batch) {
            frames += batch.frames;
            undecoded += Arrays.stream(batch.undecoded).asLongStream().sum();
            for (int i = 0; i < batch.size; i++) {
                texts.add(
                        batch.timeNanos[i]
                                + " "
                                + batch.bits[i]
                                + " "
                                + batch.ipBytes[i]
                                + " "
                                + batch.ipBits[i]);
            }
        }
    }

    /** Seeds of each file, plain and compressed, whole and damaged. */
    static List<byte[]> seeds(List<byte[]> files) {
        List<byte[]> seeds = new ArrayList<>();
        try {
            for (byte[] content : files) {
                seeds.add(seed(PLAIN, 0x82, 0, 0, 0, content));
                seeds.add(seed(GZIP, 1, 0, 0, 0, content));
                seeds.add(seed(ZSTD, 1, 0, 0, 0, content));
                seeds.add(seed(GZIP, 0, 20, 0, 0, content));
                seeds.add(seed(ZSTD, 0, 0, compressed(ZSTD, content).length / 2, 1, content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seeds;
    }

    private static byte[] seed(
            int compression, int batch, int cut, int changedIndex, int change, byte[] content) {
        Seeds seed = new Seeds().int8(compression, batch).int16(cut, changedIndex).int8(change);
        return seed.bytes(content).array();
    }
}
