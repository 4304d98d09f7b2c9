package io.ringflow.capture.ring;

import io.ringflow.model.state.answer.InterfaceStatus;
import java.nio.ByteBuffer;

/**
 * A TPACKET_V3 ring on one interface. It has one owner, who uses and closes it on one thread. After
 * {@link #close} nothing that points into its memory may be used.
 */
public interface Ring extends AutoCloseable {

    /** LINKTYPE_ value of the frames. */
    int linkType();

    /** Returns true if frames that this host sends are to be left out. */
    boolean ignoresOutgoing();

    /** Descriptor to poll, or -1 if there is none. */
    int fd();

    /** Number of blocks. */
    int blocks();

    /** Bytes per block. */
    int blockSize();

    /** The ring's memory in native byte order, for block and packet headers. */
    ByteBuffer headers();

    /** The ring's memory in network byte order, for frames. */
    ByteBuffer frames();

    /** Reads and clears the kernel's counters. */
    RingStatistics readStatistics();

    /** The interface's current state. Also clears the socket error that woke the poll. */
    InterfaceStatus.State interfaceState();

    /** Unmaps the memory and closes the socket. Idempotent. */
    @Override
    void close();

    /** Returns true if the kernel has handed the block to the reader. */
    default boolean ready(int block) {
        return BlockDescriptor.acquire(headers(), block * blockSize());
    }

    /** Gives a block back to the kernel. */
    default void release(int block) {
        BlockDescriptor.release(headers(), block * blockSize());
    }
}
