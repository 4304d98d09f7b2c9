package io.ringflow.capture.ring;

import io.ringflow.capture.CaptureException;

/** The process may not capture: it lacks CAP_NET_RAW. */
public final class NotPermittedException extends CaptureException {

    private static final long serialVersionUID = 1;

    NotPermittedException(Throwable cause) {
        super(
                "not permitted to capture packets: run as root, or give java the capability with"
                        + " `setcap cap_net_raw+ep "
                        + ProcessHandle.current().info().command().orElse("/path/to/java")
                        + "`; in a container add the capability NET_RAW",
                cause);
    }
}
