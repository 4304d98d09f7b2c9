package io.ringflow.server.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The file descriptors of this process. Running out of them would end the listener, so connections
 * leave some to everything else: captures, checkpoints, exports. Thread-safe.
 */
final class Descriptors {

    /** Left free at least, for what the rest of the process opens within a second. */
    private static final int RESERVE = 32;

    private final UnixOperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);

    /**
     * How many connections there is room for: a quarter of what the rest of the process leaves
     * stays free, too.
     *
     * @param connections how many there are now
     */
    int room(int connections) {
        if (system == null) {
            return Integer.MAX_VALUE;
        }
        long others = Math.max(0, system.getOpenFileDescriptorCount() - connections);
        long left = system.getMaxFileDescriptorCount() - others;
        long room = left - Math.max(RESERVE, left / 4);
        return Math.clamp(room, 0, Integer.MAX_VALUE);
    }
}
