package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.ringflow.capture.CaptureException;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.nio.charset.StandardCharsets;

/**
 * Queries about an interface ({@code struct ifreq}). They are made through a socket, so they
 * concern the network namespace in which the socket was opened.
 */
final class InterfaceRequest {

    /** Bytes of the longest name, without the terminating zero. */
    static final int MAX_NAME = 15;

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int LENGTH = 40;
    private static final int VALUE = 16;
    private static final int IFF_UP = 1;

    private final int fd;
    private final byte[] name;

    /**
     * Prepares queries.
     *
     * @param fd a socket, not closed here
     * @throws CaptureException if the name is empty or too long
     */
    InterfaceRequest(int fd, String name) {
        this.fd = fd;
        this.name = name.getBytes(StandardCharsets.UTF_8);
        if (this.name.length == 0 || this.name.length > MAX_NAME) {
            throw new CaptureException(
                    "interface names have 1 to "
                            + MAX_NAME
                            + " bytes, but \""
                            + name
                            + "\" has "
                            + this.name.length);
        }
    }

    /** The interface's index. */
    int index() throws InterfaceUnavailableException {
        return ask(SIOCGIFINDEX);
    }

    /** ARPHRD_ value of the interface's link. */
    int hardwareType() throws InterfaceUnavailableException {
        return ask(SIOCGIFHWADDR) & 0xffff;
    }

    /**
     * Returns {@code UP}, {@code DOWN}, or {@code MISSING} if no interface of this name has the
     * index. An interface without a carrier counts as up: the capture misses nothing.
     */
    State state(int index) {
        try {
            if (index() != index) {
                return State.MISSING;
            }
            return (ask(SIOCGIFFLAGS) & IFF_UP) != 0 ? State.UP : State.DOWN;
        } catch (InterfaceUnavailableException e) {
            return e.state();
        }
    }

    private int ask(long request) throws InterfaceUnavailableException {
        try (Memory ifreq = new Memory(LENGTH)) {
            ifreq.clear();
            ifreq.write(0, name, 0, name.length);
            LibC.ioctl(fd, request, ifreq);
            return ifreq.getInt(VALUE);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LibC.ENODEV || e.getErrorCode() == LibC.ENXIO) {
                throw new InterfaceUnavailableException(State.MISSING);
            }
            throw new CaptureException("can't query an interface: " + e.getMessage(), e);
        }
    }
}
