package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.NotPermittedException;
import io.ringflow.capture.bpf.BpfProgram;

/**
 * A packet socket and its options. Used and closed by its ring. Failed system calls throw {@link
 * LastErrorException}.
 */
public final class PacketSocket implements AutoCloseable {

    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_RESERVE = 12;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_TIMESTAMP = 17;
    private static final int PACKET_FANOUT = 18;
    private static final int PACKET_IGNORE_OUTGOING = 23;

    private static final int TPACKET_V3 = 2;
    private static final int SOF_TIMESTAMPING_SOFTWARE = 1 << 4;
    private static final short PACKET_MR_PROMISC = 1;
    private static final int FANOUT_FLAG_DEFRAG = 0x8000;

    /** Together with the ten bytes of the virtio_net_hdr this keeps IP headers aligned to 16. */
    private static final int RESERVE = 6;

    /**
     * The kernel requires that frames of this size fill the blocks, but V3 packets vary in size.
     */
    private static final int FRAME_SIZE = 2048;

    private final int fd;
    private boolean closed;

    private PacketSocket(int fd) {
        this.fd = fd;
    }

    /**
     * Opens a socket with protocol 0, which receives nothing before {@link #bind}.
     *
     * @throws NotPermittedException if the process may not capture
     * @throws CaptureException if the kernel has no packet sockets
     */
    public static PacketSocket open() {
        try {
            return new PacketSocket(
                    LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0));
        } catch (LastErrorException e) {
            throw failure(e);
        }
    }

    /** What to throw if a packet socket can't be opened. */
    static CaptureException failure(LastErrorException e) {
        return switch (e.getErrorCode()) {
            case LibC.EPERM, LibC.EACCES -> new NotPermittedException(e);
            default -> new CaptureException("can't open a packet socket: " + e.getMessage(), e);
        };
    }

    int fd() {
        return fd;
    }

    /** Sets the options that must be set before the ring is created. */
    void prepare(boolean ignoreOutgoing) {
        set(PACKET_VERSION, TPACKET_V3);
        set(PACKET_RESERVE, RESERVE);
        // The kernel drops super-frames of kinds that the header can't express (SCTP, ESP).
        set(PACKET_VNET_HDR, 1);
        set(PACKET_TIMESTAMP, SOF_TIMESTAMPING_SOFTWARE);
        if (ignoreOutgoing) {
            try {
                set(PACKET_IGNORE_OUTGOING, 1);
            } catch (LastErrorException e) {
                if (e.getErrorCode() != LibC.ENOPROTOOPT) {
                    throw e;
                }
                // Kernels before 4.20 lack the option; the reader skips such frames itself.
            }
        }
    }

    /** Attaches a filter ({@code struct sock_fprog}). */
    void attach(BpfProgram program) {
        try (Memory code = new Memory((long) program.length() * Long.BYTES);
                Memory fprog = new Memory(16)) {
            for (int i = 0; i < program.length(); i++) {
                long offset = (long) i * Long.BYTES;
                code.setShort(offset, (short) program.code(i));
                code.setByte(offset + 2, (byte) program.jumpTrue(i));
                code.setByte(offset + 3, (byte) program.jumpFalse(i));
                code.setInt(offset + 4, program.k(i));
            }
            fprog.clear();
            fprog.setShort(0, (short) program.length());
            fprog.setPointer(8, code);
            LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_ATTACH_FILTER, fprog, 16);
        }
    }

    /** Creates the ring ({@code struct tpacket_req3}). */
    void createRing(LiveCapture.RingSettings ring) {
        try (Memory req = new Memory(28)) {
            req.clear();
            req.setInt(0, ring.blockSize());
            req.setInt(4, ring.blocks());
            req.setInt(8, FRAME_SIZE);
            req.setInt(12, ring.blockSize() / FRAME_SIZE * ring.blocks());
            req.setInt(16, (int) ring.retireTimeout().toMillis());
            LibC.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, req, 28);
        }
    }

    /** Starts to receive all protocols from one interface ({@code struct sockaddr_ll}). */
    void bind(int interfaceIndex) {
        try (Memory address = new Memory(20)) {
            address.clear();
            address.setShort(0, (short) LibC.AF_PACKET);
            // The protocol is in network byte order.
            address.setByte(3, (byte) LibC.ETH_P_ALL);
            address.setInt(4, interfaceIndex);
            LibC.bind(fd, address, 20);
        }
    }

    /** Also receives frames for other hosts, until the socket is closed. */
    void promiscuous(int interfaceIndex) {
        try (Memory mreq = new Memory(16)) {
            mreq.clear();
            mreq.setInt(0, interfaceIndex);
            mreq.setShort(4, PACKET_MR_PROMISC);
            LibC.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, mreq, 16);
        }
    }

    /**
     * Joins a fanout group. The kernel reassembles IP fragments before it picks a member; otherwise
     * fragments of one datagram would reach different members.
     *
     * @return false if another interface has a group with this number, or one with another mode
     */
    boolean join(int group, LiveCapture.FanoutMode mode) {
        int type =
                switch (mode) {
                    case HASH -> 0;
                    case CPU -> 2;
                    case ROLLOVER -> 3;
                    case QUEUE -> 5;
                };
        try {
            set(PACKET_FANOUT, group | ((type | FANOUT_FLAG_DEFRAG) << 16));
            return true;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LibC.EINVAL) {
                return false;
            }
            throw e;
        }
    }

    /** Reads and clears the kernel's counters ({@code struct tpacket_stats_v3}). */
    RingStatistics readStatistics() {
        try (Memory stats = new Memory(12);
                Memory length = new Memory(Integer.BYTES)) {
            length.setInt(0, 12);
            LibC.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, stats, length);
            // The kernel counts in unsigned 32 bits.
            return new RingStatistics(
                    Integer.toUnsignedLong(stats.getInt(0)),
                    Integer.toUnsignedLong(stats.getInt(4)),
                    Integer.toUnsignedLong(stats.getInt(8)));
        }
    }

    /** Reads and clears the socket's error. */
    int takeError() {
        try (Memory error = new Memory(Integer.BYTES);
                Memory length = new Memory(Integer.BYTES)) {
            length.setInt(0, Integer.BYTES);
            LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_ERROR, error, length);
            return error.getInt(0);
        }
    }

    private void set(int name, int value) {
        LibC.setOption(fd, SOL_PACKET, name, value);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
