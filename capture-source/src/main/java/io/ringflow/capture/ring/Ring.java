package io.ringflow.capture.ring;

import io.ringflow.model.state.InterfaceStatus;
import java.nio.ByteBuffer;

/**
 * A TPACKET_V3 ring on one interface. One owner, which uses and closes it on one thread; nothing
 * that points into its memory may be used after {@link #close}.
 */
interface Ring extends AutoCloseable {

    /** LINKTYPE_ value of the frames. */
    int linkType();

    /** True where frames that the host sends are to be left out. */
    boolean ignoresOutgoing();

    /** Descriptor to poll, or -1. */
    int fd();

    /** Number of blocks. */
    int blocks();

    /** Bytes of a block. */
    int blockSize();

    /** The ring's memory in native byte order, for its headers. */
    ByteBuffer headers();

    /** The ring's memory in network byte order, for its frames. */
    ByteBuffer frames();

    /** Reads and clears the kernel's counters. */
    RingStatistics readStatistics();

    /** The interface's state now; also clears the error that made the descriptor ready. */
    InterfaceStatus.State interfaceState();

    /** Unmaps and closes; harmless when repeated. */
    @Override
    void close();

    /** True where the block has packets for the reader. */
    default boolean ready(int block) {
        return BlockDescriptor.acquire(headers(), block * blockSize());
    }

    /** Gives a block back to the kernel. */
    default void release(int block) {
        BlockDescriptor.release(headers(), block * blockSize());
    }
}
