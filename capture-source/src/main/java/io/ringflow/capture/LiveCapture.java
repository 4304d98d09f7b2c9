package io.ringflow.capture;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * A live capture on every host that runs the source. Created with {@link #of} or a {@link
 * #builder}.
 *
 * @param interfaces names, globs, {@code default} (the default route's interface) or {@code all}
 *     (all but the loopback interface, which is captured only if it is named)
 * @param exclude names and globs to leave out
 * @param filter libpcap expression, applied in the kernel; empty accepts every packet
 * @param promiscuous whether to capture frames for other hosts too
 * @param snapLength bytes kept of each frame
 * @param ring the ring of each reader and interface
 * @param fanout how the readers of a host share an interface
 * @param ignoreOutgoing whether to leave out frames that the host sends
 * @param decode how packets are decoded
 * @param log what is kept for tasks that restart
 * @param buckets how soon packets are handed to the job
 */
public record LiveCapture(
        List<String> interfaces,
        List<String> exclude,
        String filter,
        boolean promiscuous,
        int snapLength,
        RingSettings ring,
        Fanout fanout,
        boolean ignoreOutgoing,
        DecodeSettings decode,
        LogSettings log,
        Buckets buckets)
        implements CaptureSettings {

    /**
     * The logs of the captures, which the job reads again after a failure.
     *
     * @param maxBytes memory for all logs of a process; 0 chooses one eighth of its heap
     * @param keep how long a capture goes on without a reader
     */
    public record LogSettings(long maxBytes, Duration keep) implements Serializable {

        /** An eighth of the heap, for 60 s. */
        public static final LogSettings DEFAULT = new LogSettings(0, Duration.ofSeconds(60));

        public LogSettings {
            if (maxBytes < 0) {
                throw new IllegalArgumentException(
                        "maxBytes must be 0 or positive, but is " + maxBytes);
            }
            if (keep.isNegative()) {
                throw new IllegalArgumentException("keep must not be negative, but is " + keep);
            }
        }
    }

    /**
     * The memory that the kernel writes packets to. It can't be swapped out and is not part of the
     * heap.
     *
     * @param blockSize bytes per block, a power of two and a multiple of the page size
     * @param blocks number of blocks
     * @param retireTimeout how long a block that isn't full may wait before it is handed over
     */
    public record RingSettings(int blockSize, int blocks, Duration retireTimeout)
            implements Serializable {

        /** 64 blocks of 1 MiB, handed over after 20 ms. */
        public static final RingSettings DEFAULT =
                new RingSettings(1 << 20, 64, Duration.ofMillis(20));

        public RingSettings {
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

    /**
     * The longest buckets of event time that a live capture uses, and how long it keeps them open.
     * A packet is visible when its bucket has closed, so these are shorter than those of capture
     * files: a ring hands packets over nearly in order. A job with shorter buckets uses its own.
     *
     * @param length length of a bucket; a whole number of milliseconds
     * @param allowedLateness how much older than the newest packet of its split a packet may be
     */
    public record Buckets(Duration length, Duration allowedLateness) implements Serializable {

        /** 500 ms, open for another 100 ms. */
        public static final Buckets DEFAULT =
                new Buckets(Duration.ofMillis(500), Duration.ofMillis(100));

        public Buckets {
            if (length.toMillis() < 1) {
                throw new IllegalArgumentException("length must be at least 1ms, but is " + length);
            }
            if (allowedLateness.isNegative()) {
                throw new IllegalArgumentException(
                        "allowedLateness must not be negative, but is " + allowedLateness);
            }
        }
    }

    /** How the kernel distributes packets over the readers of an interface. */
    public enum FanoutMode {
        /** By a symmetric hash of the flow. */
        HASH,
        /** By the CPU on which the packet arrived. */
        CPU,
        /** To the next reader when the ring of one is full. */
        ROLLOVER,
        /** By the hardware queue on which the packet arrived. */
        QUEUE
    }

    /**
     * How the readers of a host share an interface.
     *
     * @param mode how packets are distributed
     * @param readersPerHost readers of each interface on each host; 0 chooses by the number of
     *     subtasks on the host
     */
    public record Fanout(FanoutMode mode, int readersPerHost) implements Serializable {

        /** Distributed by hash; the number of readers is chosen for each host. */
        public static final Fanout DEFAULT = new Fanout(FanoutMode.HASH, 0);
    }

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

    /** A capture of some interfaces with default settings. */
    public static LiveCapture of(String... interfaces) {
        return builder(List.of(interfaces)).build();
    }

    /** A builder for a capture of some interfaces, with default settings for everything else. */
    public static Builder builder(List<String> interfaces) {
        return new Builder(interfaces);
    }

    @Override
    public LiveCapture withFilter(String newFilter) {
        return toBuilder().filter(newFilter).build();
    }

    @Override
    public LiveCapture withDecode(DecodeSettings newDecode) {
        return toBuilder().decode(newDecode).build();
    }

    private Builder toBuilder() {
        return builder(interfaces)
                .exclude(exclude)
                .filter(filter)
                .promiscuous(promiscuous)
                .snapLength(snapLength)
                .ring(ring)
                .fanout(fanout)
                .ignoreOutgoing(ignoreOutgoing)
                .decode(decode)
                .log(log)
                .buckets(buckets);
    }

    /** Builds a {@link LiveCapture}; its methods are named after the record's components. */
    public static final class Builder {

        private final List<String> interfaces;
        private List<String> exclude = List.of();
        private String filter = "";
        private boolean promiscuous = true;
        private int snapLength = 256;
        private RingSettings ring = RingSettings.DEFAULT;
        private Fanout fanout = Fanout.DEFAULT;
        private boolean ignoreOutgoing;
        private DecodeSettings decode = DecodeSettings.DEFAULT;
        private LogSettings log = LogSettings.DEFAULT;
        private Buckets buckets = Buckets.DEFAULT;

        private Builder(List<String> interfaces) {
            this.interfaces = interfaces;
        }

        /** Names and globs to leave out; none by default. */
        public Builder exclude(List<String> names) {
            exclude = names;
            return this;
        }

        /** A libpcap filter; accepts every packet by default. */
        public Builder filter(String expression) {
            filter = expression;
            return this;
        }

        /** Whether to capture frames for other hosts too; true by default. */
        public Builder promiscuous(boolean enabled) {
            promiscuous = enabled;
            return this;
        }

        /** Bytes kept of each frame; 256 by default. */
        public Builder snapLength(int bytes) {
            snapLength = bytes;
            return this;
        }

        /** The ring of each reader and interface; {@link RingSettings#DEFAULT} by default. */
        public Builder ring(RingSettings settings) {
            ring = settings;
            return this;
        }

        /** How readers share an interface; {@link Fanout#DEFAULT} by default. */
        public Builder fanout(Fanout settings) {
            fanout = settings;
            return this;
        }

        /** Whether to leave out frames that the host sends; false by default. */
        public Builder ignoreOutgoing(boolean enabled) {
            ignoreOutgoing = enabled;
            return this;
        }

        /** How packets are decoded; {@link DecodeSettings#DEFAULT} by default. */
        public Builder decode(DecodeSettings settings) {
            decode = settings;
            return this;
        }

        /** The logs of the captures; {@link LogSettings#DEFAULT} by default. */
        public Builder log(LogSettings settings) {
            log = settings;
            return this;
        }

        /** The buckets of event time; {@link Buckets#DEFAULT} by default. */
        public Builder buckets(Buckets settings) {
            buckets = settings;
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws IllegalArgumentException if a value is out of range
         */
        public LiveCapture build() {
            return new LiveCapture(
                    interfaces,
                    exclude,
                    filter,
                    promiscuous,
                    snapLength,
                    ring,
                    fanout,
                    ignoreOutgoing,
                    decode,
                    log,
                    buckets);
        }
    }
}
