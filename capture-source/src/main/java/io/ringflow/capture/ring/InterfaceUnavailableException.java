package io.ringflow.capture.ring;

import io.ringflow.model.state.answer.InterfaceStatus;

/** The interface does not exist or is down; opening its ring is worth another try later. */
public final class InterfaceUnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    private final InterfaceStatus.State state;

    /**
     * Creates the exception.
     *
     * @param state {@code DOWN} or {@code MISSING}
     */
    public InterfaceUnavailableException(InterfaceStatus.State state) {
        super(state.text());
        this.state = state;
    }

    /** The interface's state. */
    public InterfaceStatus.State state() {
        return state;
    }
}
