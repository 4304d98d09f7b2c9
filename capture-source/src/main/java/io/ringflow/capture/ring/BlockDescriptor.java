package io.ringflow.capture.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block of a TPACKET_V3 ring ({@code struct tpacket_block_desc}), in native byte order:
 *
 * <pre>
 *   0               4               8              12              16
 *  +---------------+---------------+---------------+---------------+
 *  |    version    |offset to priv |    status     |    packets    |
 *  +---------------+---------------+---------------+---------------+
 *  | first packet  |    length     |           sequence            |
 *  +---------------+---------------+-------------------------------+
 *  |    time of the first packet   |     time of the last packet   |
 *  +-------------------------------+-------------------------------+
 *  |  packets ...
 * </pre>
 *
 * The status says who owns the block: the kernel sets {@link #STATUS_USER} after its last write,
 * and the reader sets {@link #STATUS_KERNEL} after its last read.
 */
final class BlockDescriptor {

    static final int STATUS = 8;
    static final int PACKETS = 12;
    static final int FIRST_PACKET = 16;
    static final int LENGTH = 20;
    static final int HEADER_LENGTH = 48;

    static final int STATUS_KERNEL = 0;
    static final int STATUS_USER = 1;

    private static final VarHandle INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private BlockDescriptor() {}

    /**
     * Returns true if the reader owns the block at {@code offset}. This is an acquire: reads after
     * it see what the kernel wrote.
     */
    static boolean acquire(ByteBuffer ring, int offset) {
        return ((int) INT.getAcquire(ring, offset + STATUS) & STATUS_USER) != 0;
    }

    /**
     * Gives the block at {@code offset} back to the kernel. This is a release: reads before it are
     * complete.
     */
    static void release(ByteBuffer ring, int offset) {
        INT.setRelease(ring, offset + STATUS, STATUS_KERNEL);
    }

    /** Number of packets in the block. */
    static int packets(ByteBuffer ring, int offset) {
        return ring.getInt(offset + PACKETS);
    }

    /** Offset of the first packet within the block. */
    static int firstPacket(ByteBuffer ring, int offset) {
        return ring.getInt(offset + FIRST_PACKET);
    }
}
