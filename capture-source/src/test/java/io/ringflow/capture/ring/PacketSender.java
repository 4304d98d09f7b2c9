package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.util.List;

/**
 * Sends frames on an interface as fast as one thread can, with {@code sendmmsg} on a packet socket
 * that bypasses the queueing discipline. Not thread-safe. The caller closes it.
 */
public final class PacketSender implements AutoCloseable {

    private static final int SOL_PACKET = 263;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int MESSAGE = 64;
    private static final int IOVEC = 16;
    private static final int BURST = 512;
    private static final int ENOBUFS = 105;

    private final int fd;
    private boolean closed;

    private PacketSender(int fd) {
        this.fd = fd;
    }

    /** Opens a sender on an interface of a named network namespace. */
    public static PacketSender open(String namespace, String interfaceName) {
        return NetnsFixture.inNamespace(namespace, () -> open(interfaceName));
    }

    /** Opens a sender on an interface of the calling thread's network namespace. */
    public static PacketSender open(String interfaceName) {
        int fd = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        try (Memory address = new Memory(20)) {
            address.clear();
            address.setShort(0, (short) LibC.AF_PACKET);
            address.setInt(4, new InterfaceRequest(fd, interfaceName).index());
            LibC.bind(fd, address, 20);
            LibC.setOption(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
            return new PacketSender(fd);
        } catch (InterfaceUnavailableException e) {
            LibC.close(fd);
            throw new IllegalStateException(interfaceName, e);
        }
    }

    /**
     * From now on, each frame must be preceded by a {@code virtio_net_hdr}, which may request
     * offloads.
     */
    public PacketSender withVnetHeaders() {
        LibC.setOption(fd, SOL_PACKET, PACKET_VNET_HDR, 1);
        return this;
    }

    /** From now on, captures on this sender's interface see its frames too, as outgoing ones. */
    PacketSender seenByCaptures() {
        LibC.setOption(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 0);
        return this;
    }

    /** Sends each frame once, in order. */
    public void send(List<byte[]> frames) {
        send(frames, frames.size());
    }

    /** Sends a number of packets: the frames in order, repeated as often as needed. */
    public void send(List<byte[]> frames, long packets) {
        int bytes = frames.stream().mapToInt(frame -> frame.length).sum();
        try (Memory messages = new Memory((long) frames.size() * MESSAGE);
                Memory vectors = new Memory((long) frames.size() * IOVEC);
                Memory data = new Memory(bytes)) {
            messages.clear();
            long offset = 0;
            for (int i = 0; i < frames.size(); i++) {
                byte[] frame = frames.get(i);
                data.write(offset, frame, 0, frame.length);
                vectors.setPointer((long) i * IOVEC, data.share(offset));
                vectors.setLong((long) i * IOVEC + 8, frame.length);
                messages.setPointer((long) i * MESSAGE + 16, vectors.share((long) i * IOVEC));
                messages.setLong((long) i * MESSAGE + 24, 1);
                offset += frame.length;
            }
            transmit(messages, frames.size(), packets);
        }
    }

    private void transmit(Memory messages, int frames, long packets) {
        int next = 0;
        for (long left = packets; left > 0; ) {
            int burst = (int) Math.min(left, Math.min(BURST, frames - next));
            int sent = transmit(messages, next, burst);
            left -= sent;
            next = next + sent == frames ? 0 : next + sent;
        }
    }

    private int transmit(Memory messages, int first, int count) {
        try {
            return TestLibC.sendmmsg(fd, messages.share((long) first * MESSAGE), count, 0);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == ENOBUFS || e.getErrorCode() == LibC.EINTR) {
                Thread.onSpinWait();
                return 0;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
