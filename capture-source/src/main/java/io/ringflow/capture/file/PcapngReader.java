package io.ringflow.capture.file;

import io.ringflow.model.TimeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads pcapng files: sections of blocks, each with its interfaces (draft-ietf-opsawg-pcapng). All
 * interfaces of a file are one observer; their link types and clock resolutions may differ.
 */
final class PcapngReader extends CaptureReader {

    /** Type of the section header block; the same in both byte orders. */
    static final int SECTION_HEADER = 0x0a0d0d0a;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

    private static final int BLOCK_OVERHEAD = 12;
    private static final int MAX_BLOCK = MAX_CAPTURED + 4096;

    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private boolean swapped;
    private long blockOffset;
    private long lastTimeNanos;

    PcapngReader(String path, CaptureInput input) throws IOException {
        super(path, input);
        if (!input.available(16) || !readByteOrder(input.position())) {
            throw noCapture("its section header is cut off or damaged");
        }
    }

    private int int32(int at) {
        int value = input.buffer().getInt(at);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    private int int16(int at) {
        short value = input.buffer().getShort(at);
        return (swapped ? Short.reverseBytes(value) : value) & 0xffff;
    }

    private boolean readByteOrder(int block) {
        int magic = input.buffer().getInt(block + 8);
        swapped = Integer.reverseBytes(magic) == BYTE_ORDER_MAGIC;
        return swapped || magic == BYTE_ORDER_MAGIC;
    }

    @Override
    boolean advance() throws IOException {
        while (true) {
            blockOffset = input.offset();
            if (!input.available(BLOCK_OVERHEAD)) {
                return endOfBytes();
            }
            int type = int32(input.position());
            if (type == SECTION_HEADER && !readByteOrder(input.position())) {
                return endDamaged("a section header without a byte order");
            }
            int length = int32(input.position() + 4);
            if (length < BLOCK_OVERHEAD || length > MAX_BLOCK) {
                return endDamaged("a block of impossible length");
            }
            int space = space(length);
            if (!input.available(space)) {
                return endOfBytes();
            }
            int block = input.position();
            input.skip(space);
            if (handle(type, block + 8, length - BLOCK_OVERHEAD)) {
                return captured >= 0 || endDamaged("a packet that does not fit its block");
            }
        }
    }

    /**
     * The bytes that a block takes. Its length should be a multiple of four; some programs write
     * the one without the padding, and a few of them no padding.
     */
    private int space(int length) throws IOException {
        int padded = length + 3 & ~3;
        if (padded == length || !input.available(length)) {
            return padded;
        }
        // Without the padding the length stands again right at the end.
        return int32(input.position() + length - 4) == length ? length : padded;
    }

    /**
     * Takes in a block.
     *
     * @param body where the block's body begins in the window
     * @return true where it is a packet; {@code captured} is negative where it makes no sense
     */
    private boolean handle(int type, int body, int length) {
        switch (type) {
            case SECTION_HEADER -> interfaces.clear();
            case INTERFACE_DESCRIPTION ->
                    interfaces.add(PcapngInterface.read(input.buffer(), body, length, swapped));
            case ENHANCED_PACKET -> {
                return length >= 20
                        ? packet(int32(body), body + 4, body + 20, length - 20)
                        : damaged();
            }
            case OBSOLETE_PACKET -> {
                return length >= 20
                        ? packet(int16(body), body + 4, body + 20, length - 20)
                        : damaged();
            }
            case SIMPLE_PACKET -> {
                return length >= 4 ? simplePacket(body, length - 4) : damaged();
            }
            default -> {}
        }
        return false;
    }

    private boolean damaged() {
        captured = -1;
        return true;
    }

    private boolean packet(int interfaceId, int timeAt, int data, int room) {
        captured = int32(timeAt + 8);
        wireLength = Math.max(int32(timeAt + 12), captured);
        if (interfaceId < 0 || interfaceId >= interfaces.size() || captured > room) {
            return damaged();
        }
        PcapngInterface its = interfaces.get(interfaceId);
        frame = data;
        linkType = its.linkType();
        timeNanos = its.timeNanos(int32(timeAt), int32(timeAt + 4));
        if (timeNanos != TimeText.OUT_OF_RANGE) {
            lastTimeNanos = timeNanos;
        }
        return true;
    }

    /** A packet without a time has that of the packet before. */
    private boolean simplePacket(int body, int room) {
        if (interfaces.isEmpty()) {
            return damaged();
        }
        PcapngInterface its = interfaces.get(0);
        wireLength = int32(body);
        captured = Math.min(wireLength, room);
        if (its.snapLength() > 0) {
            captured = Math.min(captured, its.snapLength());
        }
        frame = body + 4;
        linkType = its.linkType();
        timeNanos = lastTimeNanos;
        return true;
    }

    @Override
    long recordOffset() {
        return blockOffset;
    }
}
