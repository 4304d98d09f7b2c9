package io.ringflow.capture.ring;

import io.ringflow.model.state.answer.InterfaceStatus;

/** The interface can't be captured now; opening its ring is worth another try later. */
public final class InterfaceUnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    private final InterfaceStatus.State state;

    /**
     * Creates the exception.
     *
     * @param state {@code DOWN} or {@code MISSING}
     */
    public InterfaceUnavailableException(InterfaceStatus.State state) {
        this(state, reason(state));
    }

    private InterfaceUnavailableException(InterfaceStatus.State state, String message) {
        super(message);
        this.state = state;
    }

    /**
     * The interface is up, but a socket of another interface, or one that was deleted, is in a
     * fanout group with this number.
     */
    static InterfaceUnavailableException groupInUse(int group) {
        return new InterfaceUnavailableException(
                InterfaceStatus.State.DOWN,
                "fanout group " + group + " is in use by another interface or program");
    }

    /** Why an interface in a state can't be captured, in words. */
    public static String reason(InterfaceStatus.State state) {
        return state == InterfaceStatus.State.MISSING ? "no such interface" : "interface is down";
    }

    /** The interface's state. */
    public InterfaceStatus.State state() {
        return state;
    }
}
