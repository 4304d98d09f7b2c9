package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.NotPermittedException;
import io.ringflow.capture.bpf.BpfCompiler;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A ring of the kernel: a packet socket and the memory that it shares with the kernel. It belongs
 * to the network namespace of the thread that opened it.
 *
 * <p>Source: {@code Documentation/networking/packet_mmap.rst}, {@code net/packet/af_packet.c}.
 */
public final class PacketRing implements Ring {

    private final PacketSocket socket;
    private final InterfaceRequest request;
    private final int index;
    private final int linkType;
    private final boolean ignoresOutgoing;
    private final int blocks;
    private final int blockSize;
    private final Pointer memory;
    private ByteBuffer headers;
    private ByteBuffer frames;
    private boolean closed;

    private PacketRing(PacketSocket socket, LiveCapture capture, LiveSplit split)
            throws InterfaceUnavailableException {
        this.socket = socket;
        request = new InterfaceRequest(socket.fd(), split.interfaceName());
        index = request.index();
        int hardwareType = request.hardwareType();
        linkType = InterfaceLinkType.ofHardware(hardwareType);
        // The loopback interface shows each packet twice, as sent and as received.
        ignoresOutgoing =
                capture.ignoreOutgoing() || hardwareType == InterfaceLinkType.ARPHRD_LOOPBACK;
        blocks = capture.ring().blocks();
        blockSize = capture.ring().blockSize();
        memory = setUp(capture, split);
        headers = memory.getByteBuffer(0, length()).order(ByteOrder.nativeOrder());
        frames = memory.getByteBuffer(0, length()).order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Opens the ring of a split. The order of the steps matters: nothing may arrive before the
     * filter and the ring exist, and a member of a fanout group gets its share of the packets as
     * soon as it joins.
     *
     * @throws InterfaceUnavailableException if the interface does not exist or is down, or can't be
     *     shared yet because its fanout group's number is in use elsewhere
     * @throws CaptureException if another try would not help
     */
    public static PacketRing open(LiveCapture capture, LiveSplit split)
            throws InterfaceUnavailableException {
        PacketSocket socket = PacketSocket.open();
        try {
            return new PacketRing(socket, capture, split);
        } catch (LastErrorException e) {
            socket.close();
            throw failure(e, capture, split);
        } catch (InterfaceUnavailableException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Pointer setUp(LiveCapture capture, LiveSplit split)
            throws InterfaceUnavailableException {
        socket.prepare(ignoresOutgoing);
        socket.attach(BpfCompiler.forInterface(capture, split.interfaceName(), linkType));
        socket.createRing(capture.ring());
        Pointer mapped =
                LibC.mmap(
                        Pointer.NULL,
                        length(),
                        LibC.PROT_READ | LibC.PROT_WRITE,
                        LibC.MAP_SHARED,
                        socket.fd(),
                        0);
        try {
            socket.bind(index);
            if (capture.promiscuous()) {
                socket.promiscuous(index);
            }
            if (split.members() > 1) {
                // Older kernels let a socket join only if its interface is up.
                if (interfaceState() != State.UP) {
                    throw new InterfaceUnavailableException(interfaceState());
                }
                if (!socket.join(split.fanoutGroup(), capture.fanout().mode())) {
                    throw InterfaceUnavailableException.groupInUse(split.fanoutGroup());
                }
            }
            socket.readStatistics();
            return mapped;
        } catch (InterfaceUnavailableException | RuntimeException e) {
            LibC.munmap(mapped, length());
            throw e;
        }
    }

    private static CaptureException failure(
            LastErrorException e, LiveCapture capture, LiveSplit split)
            throws InterfaceUnavailableException {
        LiveCapture.RingSettings ring = capture.ring();
        return switch (e.getErrorCode()) {
            case LibC.ENODEV, LibC.ENXIO -> throw new InterfaceUnavailableException(State.MISSING);
            case LibC.ENETDOWN -> throw new InterfaceUnavailableException(State.DOWN);
            case LibC.EPERM, LibC.EACCES -> new NotPermittedException(e);
            case LibC.ENOMEM ->
                    new CaptureException(
                            "no memory for the ring of %s: %d blocks of %d bytes; reduce capture.ring.blocks"
                                    .formatted(
                                            split.interfaceName(), ring.blocks(), ring.blockSize()),
                            e);
            default ->
                    new CaptureException(
                            "can't capture on " + split.interfaceName() + ": " + e.getMessage(), e);
        };
    }

    private long length() {
        return (long) blocks * blockSize;
    }

    @Override
    public int linkType() {
        return linkType;
    }

    @Override
    public boolean ignoresOutgoing() {
        return ignoresOutgoing;
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    @Override
    public int blocks() {
        return blocks;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public ByteBuffer headers() {
        return headers;
    }

    @Override
    public ByteBuffer frames() {
        return frames;
    }

    @Override
    public RingStatistics readStatistics() {
        return socket.readStatistics();
    }

    @Override
    public State interfaceState() {
        socket.takeError();
        return request.state(index);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Reading unmapped memory would crash the process. Reading null only throws.
        headers = null;
        frames = null;
        LibC.munmap(memory, length());
        socket.close();
    }
}
