package io.ringflow.capture.ring;

import io.ringflow.model.state.InterfaceStatus;

/** The interface does not exist or is down: worth another try later. */
final class InterfaceUnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    private final InterfaceStatus.State state;

    InterfaceUnavailableException(InterfaceStatus.State state) {
        super(state.text());
        this.state = state;
    }

    InterfaceStatus.State state() {
        return state;
    }
}
