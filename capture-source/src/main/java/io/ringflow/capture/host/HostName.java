package io.ringflow.capture.host;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name by which this host is shown as an observer. Thread-safe. */
public final class HostName {

    /** Environment variable that overrides the system's host name. */
    public static final String VARIABLE = "RINGFLOW_NODE_NAME";

    private HostName() {}

    /** The name in {@value #VARIABLE} if it is set, otherwise the system's host name. */
    public static String get() {
        String given = System.getenv(VARIABLE);
        if (given != null && !given.isBlank()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
