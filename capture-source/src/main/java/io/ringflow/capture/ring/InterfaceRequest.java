package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.ringflow.capture.CaptureException;
import io.ringflow.model.state.InterfaceStatus.State;
import java.nio.charset.StandardCharsets;

/**
 * Questions about an interface ({@code struct ifreq}), asked of a socket and so of the network
 * namespace that the socket lives in.
 */
final class InterfaceRequest {

    /** Longest name, without the closing zero. */
    static final int MAX_NAME = 15;

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int LENGTH = 40;
    private static final int VALUE = 16;
    private static final int IFF_UP = 1;

    private final int fd;
    private final byte[] name;

    /** Asks through {@code fd}, which stays its owner's. */
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

    /** The ARPHRD_ value of its link. */
    int hardwareType() throws InterfaceUnavailableException {
        return ask(SIOCGIFHWADDR) & 0xffff;
    }

    /**
     * UP, DOWN, or MISSING where no interface of the name has the index. Only being set down
     * counts: without a carrier the capture misses nothing.
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
            throw new CaptureException("can't ask about an interface: " + e.getMessage(), e);
        }
    }
}
