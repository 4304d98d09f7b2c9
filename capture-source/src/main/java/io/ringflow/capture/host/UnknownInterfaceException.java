package io.ringflow.capture.host;

import io.ringflow.capture.CaptureException;

/** The settings name an interface that this host doesn't have. */
public final class UnknownInterfaceException extends CaptureException {

    private static final long serialVersionUID = 1;

    UnknownInterfaceException(String message) {
        super(message);
    }
}
