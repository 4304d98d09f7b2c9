package io.ringflow.capture.file;

import io.ringflow.model.text.TimeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads pcapng files: sections of blocks, each with interfaces of its own. All interfaces of a file
 * are treated as one observer, though their link types and clock resolutions may differ.
 *
 * <p>Source: draft-ietf-opsawg-pcapng.
 */
final class PcapngReader extends CaptureReader {

    /** Type of the section header block; the same in both byte orders. */
    static final int SECTION_HEADER = 0x0a0d0d0a;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_FLAGS = 2;
    private static final int FLAGS_CHECK_LENGTH_SHIFT = 5;
    private static final int FLAGS_CHECK_LENGTH = 0xf;
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
            throw notACapture("its section header is cut off or damaged");
        }
    }

    private int int32(int index) {
        int value = input.buffer().getInt(index);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    private int int16(int index) {
        short value = input.buffer().getShort(index);
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
                return endDamaged("a section header has no byte order");
            }
            int length = int32(input.position() + 4);
            if (length < BLOCK_OVERHEAD || length > MAX_BLOCK) {
                return endDamaged("a block has an impossible length");
            }
            int space = space(length);
            if (!input.available(space)) {
                return endOfBytes();
            }
            int block = input.position();
            input.skip(space);
            if (handle(type, block + 8, length - BLOCK_OVERHEAD)) {
                return captured >= 0 || endDamaged("a packet does not fit in its block");
            }
        }
    }

    /**
     * The bytes that a block occupies. Its length field should be a multiple of four, but some
     * programs leave the padding out of the length, and a few write no padding at all.
     */
    private int space(int length) throws IOException {
        int padded = length + 3 & ~3;
        if (padded == length || !input.available(length)) {
            return padded;
        }
        // If there is no padding, the length is repeated at the very end of the block.
        return int32(input.position() + length - 4) == length ? length : padded;
    }

    /**
     * Handles a block.
     *
     * @param body index of the block's body in the window
     * @return true if it is a packet; {@code captured} is negative if the packet is damaged
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

    private boolean packet(int interfaceId, int time, int data, int available) {
        captured = int32(time + 8);
        wireLength = Math.max(int32(time + 12), captured);
        boolean fits = captured >= 0 && captured <= available;
        if (interfaceId < 0 || interfaceId >= interfaces.size() || !fits) {
            return damaged();
        }
        PcapngInterface description = interfaces.get(interfaceId);
        frame = data;
        linkType = description.linkType();
        checkLength = checkLength(description, data, available);
        timeNanos = description.timeNanos(int32(time), int32(time + 4));
        if (timeNanos != TimeText.OUT_OF_RANGE) {
            lastTimeNanos = timeNanos;
        }
        return true;
    }

    /**
     * The length of a packet's check sequence, which the options after its data may state.
     *
     * @param available bytes of the data and the options
     */
    private int checkLength(PcapngInterface description, int data, int available) {
        int option = data + (captured + 3 & ~3);
        int end = data + available;
        while (option + 8 <= end) {
            int code = int16(option);
            int size = int16(option + 2);
            if (code == OPTION_FLAGS && size == 4) {
                int flags = int32(option + 4);
                int stated = flags >>> FLAGS_CHECK_LENGTH_SHIFT & FLAGS_CHECK_LENGTH;
                return stated == 0 ? description.checkLength() : checkLength(stated);
            }
            option += code == 0 ? available : 4 + (size + 3 & ~3);
        }
        return description.checkLength();
    }

    /** A simple packet has no time of its own, so it gets that of the packet before it. */
    private boolean simplePacket(int body, int available) {
        if (interfaces.isEmpty()) {
            return damaged();
        }
        PcapngInterface description = interfaces.get(0);
        wireLength = int32(body);
        captured = Math.min(wireLength, available);
        if (description.snapLength() > 0) {
            captured = Math.min(captured, description.snapLength());
        }
        frame = body + 4;
        linkType = description.linkType();
        checkLength = description.checkLength();
        timeNanos = lastTimeNanos;
        return true;
    }

    @Override
    long recordOffset() {
        return blockOffset;
    }
}
