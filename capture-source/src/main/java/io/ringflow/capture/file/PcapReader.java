package io.ringflow.capture.file;

import java.io.IOException;

/**
 * Reads pcap files: a 24-byte file header, followed by records of a header and a packet.
 *
 * <p>Source: draft-ietf-opsawg-pcap.
 */
final class PcapReader extends CaptureReader {

    private static final int FILE_HEADER = 24;

    /** If set, the four highest bits of the link type are the length of check sequences, halved. */
    private static final int CHECK_LENGTH_KNOWN = 0x0400_0000;

    private final PcapFormat format;
    private long recordOffset;

    PcapReader(String path, CaptureInput input) throws IOException {
        super(path, input);
        if (!input.available(FILE_HEADER)) {
            throw notACapture("its pcap header is cut off");
        }
        format = PcapFormat.ofMagic(input.buffer().getInt(input.position()));
        int network = int32(input.position() + 20);
        linkType = network & 0xffff;
        if ((network & CHECK_LENGTH_KNOWN) != 0) {
            checkLength = checkLength((network >>> 28) * 2);
        }
        input.skip(FILE_HEADER);
    }

    private int int32(int index) {
        int value = input.buffer().getInt(index);
        return format.swapped() ? Integer.reverseBytes(value) : value;
    }

    @Override
    boolean advance() throws IOException {
        recordOffset = input.offset();
        int headerLength = format.recordHeader();
        if (!input.available(headerLength)) {
            return endOfBytes();
        }
        int record = input.position();
        long seconds = int32(record) & 0xffff_ffffL;
        long fraction = int32(record + 4) & 0xffff_ffffL;
        captured = int32(record + 8);
        wireLength = int32(record + 12);
        if (captured < 0 || captured > MAX_CAPTURED) {
            return endDamaged("a packet has an impossible length");
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
