package io.ringflow.capture;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * A live capture on every host that runs the source.
 *
 * @param interfaces names, globs, {@code default} (the default route's) or {@code all} (but not the
 *     loopback interface, which is captured only when named)
 * @param exclude names and globs to leave out
 * @param filter libpcap expression, applied in the kernel; empty takes every packet
 * @param promiscuous also take frames for other hosts
 * @param snapLength bytes kept of each frame
 * @param ring the ring of each reader and interface
 * @param fanout how the readers of one host share an interface
 * @param ignoreOutgoing leave out what the host itself sends
 * @param decode how packets are decoded
 */
public record LiveCapture(
        List<String> interfaces,
        List<String> exclude,
        String filter,
        boolean promiscuous,
        int snapLength,
        Ring ring,
        Fanout fanout,
        boolean ignoreOutgoing,
        DecodeSettings decode)
        implements CaptureSettings {

    /** One MiB blocks, 64 of them, retired after 20 ms; snap length 256. */
    public static LiveCapture of(String... interfaces) {
        return new LiveCapture(
                List.of(interfaces),
                List.of(),
                "",
                true,
                256,
                new Ring(1 << 20, 64, Duration.ofMillis(20)),
                new Fanout(FanoutMode.HASH, 0),
                false,
                DecodeSettings.DEFAULT);
    }

    /**
     * The memory that the kernel writes packets into; unswappable and outside the heap.
     *
     * @param blockSize bytes, a power of two and a multiple of the page size
     * @param blocks number of blocks
     * @param retireTimeout how long a block that is not full may wait
     */
    public record Ring(int blockSize, int blocks, Duration retireTimeout) implements Serializable {

        public Ring {
            if (blockSize < 4096 || Integer.bitCount(blockSize) != 1) {
                throw new IllegalArgumentException(
                        "blockSize must be a power of two of at least 4 KiB, but is " + blockSize);
            }
            if (blocks < 2 || (long) blocks * blockSize > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "blocks must be at least 2, with less than 2 GiB in all, but is " + blocks);
            }
            if (retireTimeout.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "retireTimeout must be at least 1ms, but is " + retireTimeout);
            }
        }
    }

    /** How the kernel shares packets out among the readers of an interface. */
    public enum FanoutMode {
        HASH,
        CPU,
        ROLLOVER,
        QUEUE
    }

    /**
     * The sharing of an interface among the readers of a host.
     *
     * @param mode how packets are shared out
     * @param readersPerHost readers of each interface on each host; 0 chooses by the host's size
     */
    public record Fanout(FanoutMode mode, int readersPerHost) implements Serializable {}

    public LiveCapture {
        interfaces = List.copyOf(interfaces);
        exclude = List.copyOf(exclude);
        if (interfaces.isEmpty()) {
            throw new IllegalArgumentException("interfaces must name at least one interface");
        }
        if (snapLength < 64 || snapLength > 262_144) {
            throw new IllegalArgumentException(
                    "snapLength must be from 64 to 262144, but is " + snapLength);
        }
    }
}
