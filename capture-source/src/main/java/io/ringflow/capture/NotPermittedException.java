package io.ringflow.capture;

/** The process may not capture packets because it lacks CAP_NET_RAW. */
public final class NotPermittedException extends CaptureException {

    private static final long serialVersionUID = 1;

    /** Creates the exception, with a message that says how to get the permission. */
    public NotPermittedException(Throwable cause) {
        super(
                "not permitted to capture packets: run as root, or as another user with the"
                        + " capability CAP_NET_RAW (AmbientCapabilities=CAP_NET_RAW of a systemd"
                        + " unit, or as root `setpriv --reuid USER --regid GROUP --init-groups"
                        + " --inh-caps +net_raw --ambient-caps +net_raw ringflow run`); in a"
                        + " container add the capability NET_RAW",
                cause);
    }
}
