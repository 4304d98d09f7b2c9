package io.ringflow.capture.source;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name under which this host's captures are shown. */
public final class HostName {

    /** Environment variable that gives the name, where the system's own is not the right one. */
    public static final String VARIABLE = "RINGFLOW_NODE_NAME";

    private HostName() {}

    /** The name from the environment, else the system's host name. */
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
