package io.ringflow.capture.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name by which this host is shown as an observer. Thread-safe. */
public final class HostName {

    /** Environment variable that overrides the system's host name. */
    public static final String VARIABLE = "RINGFLOW_NODE_NAME";

    /** The kernel's name of this host, which needs no name service. */
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** The name in {@value #VARIABLE} if it is set, otherwise the system's host name. */
    public static String get() {
        String given = System.getenv(VARIABLE);
        if (given != null && !given.isBlank()) {
            return given;
        }
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
