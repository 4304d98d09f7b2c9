package io.ringflow.capture.file;

import java.io.IOException;

/**
 * Reads pcap files: a 24-byte header, then records of a header and a packet
 * (draft-ietf-opsawg-pcap).
 */
final class PcapReader extends CaptureReader {

    private static final int FILE_HEADER = 24;

    private final PcapFormat format;
    private long recordOffset;

    PcapReader(String path, CaptureInput input) throws IOException {
        super(path, input);
        if (!input.available(FILE_HEADER)) {
            throw noCapture("its pcap header is cut off");
        }
        format = PcapFormat.ofMagic(input.buffer().getInt(input.position()));
        int network = int32(input.position() + 20);
        // The upper bits tell of frame check sequences, which are part of the frames.
        linkType = network & 0xffff;
        input.skip(FILE_HEADER);
    }

    private int int32(int at) {
        int value = input.buffer().getInt(at);
        return format.swapped() ? Integer.reverseBytes(value) : value;
    }

    @Override
    boolean advance() throws IOException {
        recordOffset = input.offset();
        int headerLength = format.recordHeader();
        if (!input.available(headerLength)) {
            return endOfBytes();
        }
        int at = input.position();
        long seconds = int32(at) & 0xffff_ffffL;
        long fraction = int32(at + 4) & 0xffff_ffffL;
        captured = int32(at + 8);
        wireLength = int32(at + 12);
        if (captured < 0 || captured > MAX_CAPTURED) {
            return endDamaged("a packet of impossible length");
        }
        if (!input.available(headerLength + captured)) {
            return endOfBytes();
        }
        frame = input.position() + headerLength;
        wireLength = Math.max(wireLength, captured);
        timeNanos = seconds * 1_000_000_000 + (format.nanos() ? fraction : fraction * 1000);
        input.skip(headerLength + captured);
        return true;
    }

    @Override
    long recordOffset() {
        return recordOffset;
    }
}
