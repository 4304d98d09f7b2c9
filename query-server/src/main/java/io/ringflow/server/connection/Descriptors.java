package io.ringflow.server.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The file descriptors of this process. Running out of them would end the listener, so connections
 * leave some for everything else: captures, checkpoints, exports. Thread-safe.
 */
final class Descriptors {

    /** The fewest descriptors left free, for what the rest of the process opens in a second. */
    private static final int RESERVE = 32;

    private final UnixOperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);

    /**
     * How many descriptors are available for connections: three quarters of those that the rest of
     * the process does not use.
     *
     * @param connections the present number of connections
     */
    int availableFor(int connections) {
        if (system == null) {
            return Integer.MAX_VALUE;
        }
        long others = Math.max(0, system.getOpenFileDescriptorCount() - connections);
        long left = system.getMaxFileDescriptorCount() - others;
        long available = left - Math.max(RESERVE, left / 4);
        return Math.clamp(available, 0, Integer.MAX_VALUE);
    }
}
