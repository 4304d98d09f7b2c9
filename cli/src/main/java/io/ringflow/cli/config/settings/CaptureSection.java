package io.ringflow.cli.config.settings;

import io.ringflow.capture.LiveCapture;
import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.cli.config.type.UnitTypes;
import io.ringflow.cli.config.type.WordsType;
import java.time.Duration;
import java.util.List;

/** The settings below {@code capture}: what a live capture captures. */
public final class CaptureSection extends Section {

    private static final int SNAP_LENGTH_FOR_LABELS = 1536;
    private static final long MEBIBYTE = 1 << 20;
    private static final Duration KEEP_FOR_STANDBY = Duration.ofMinutes(5);

    private final Setting<List<String>> interfaces =
            setting(
                    "capture.interfaces",
                    new WordsType(false),
                    "[default]",
                    "names, globs, \"default\" (the default route's) or \"all\"; lo must be named");
    private final Setting<List<String>> exclude =
            setting("capture.exclude", new WordsType(true), "[]", "names and globs to leave out");
    private final Setting<String> filter =
            setting(
                    "capture.filter",
                    ScalarType.text("a libpcap expression"),
                    "\"\"",
                    "libpcap expression; empty takes every packet");
    private final Setting<Boolean> promiscuous =
            setting(
                    "capture.promiscuous",
                    ScalarType.bool(),
                    "true",
                    "also take frames addressed to other hosts");
    private final Setting<Long> snapLength =
            setting(
                    "capture.snapLength",
                    ScalarType.number(64, 262_144),
                    "256",
                    "bytes kept of each packet; with flow.labels the default 256 becomes 1536");
    private final Setting<Long> blockSize =
            setting(
                    "capture.ring.blockSize",
                    UnitTypes.powerOfTwoSize("4KiB", "1GiB"),
                    "1MiB",
                    "size of one block of the kernel's ring");
    private final Setting<Long> blocks =
            setting(
                    "capture.ring.blocks",
                    ScalarType.number(2, 1 << 19),
                    "64",
                    "blocks per ring; each reader has a ring per interface, in memory that can't be"
                            + " swapped");
    private final Setting<Duration> retireTimeout =
            setting(
                    "capture.ring.retireTimeout",
                    UnitTypes.duration("1ms"),
                    "20ms",
                    "how long the kernel may hold back a block that is not full");
    private final Setting<LiveCapture.FanoutMode> fanoutMode =
            setting(
                    "capture.fanout.mode",
                    ScalarType.word(LiveCapture.FanoutMode.class),
                    "hash",
                    "how the kernel distributes packets among the readers of an interface");
    private final Setting<Long> readersPerHost =
            setting(
                    "capture.fanout.readersPerHost",
                    ScalarType.numberOrAuto(1, 256),
                    "auto",
                    "readers per interface on each host; auto: by the host's processors");
    private final Setting<Boolean> ignoreOutgoing =
            setting(
                    "capture.ignoreOutgoing",
                    ScalarType.bool(),
                    "false",
                    "leave out what the host itself sends");

    private final Setting<Duration> bucket =
            setting(
                    "capture.bucket",
                    UnitTypes.duration("100ms"),
                    "500ms",
                    "length of a live capture's buckets, unless flow.bucket is shorter; a packet is"
                            + " visible when its bucket has closed");
    private final Setting<Duration> allowedLateness =
            setting(
                    "capture.allowedLateness",
                    UnitTypes.duration("0s"),
                    "100ms",
                    "allowed lateness of a live capture's packets, unless flow.allowedLateness is"
                            + " shorter");
    private final Setting<Long> logMemory =
            setting(
                    "capture.logMemory",
                    UnitTypes.sizeOrAuto("1MiB"),
                    "auto",
                    "memory of each process for what was captured and may be needed again after a"
                            + " failure; auto: an eighth of the heap");
    private final Setting<Duration> logKeep =
            setting(
                    "capture.logKeep",
                    UnitTypes.duration("0s"),
                    "60s",
                    "how long a capture goes on while no task reads it, such as during a restart;"
                            + " with flink.high-availability.type the default 60s becomes 5m");

    /** Returns the live capture that the settings describe. */
    public LiveCapture read(GivenSettings given, FlowSection flow) {
        return LiveCapture.builder(given.value(interfaces))
                .exclude(given.value(exclude))
                .filter(given.value(filter))
                .promiscuous(given.value(promiscuous))
                .snapLength(snapLength(given, flow))
                .ring(ring(given))
                .fanout(
                        new LiveCapture.Fanout(
                                given.value(fanoutMode), given.value(readersPerHost).intValue()))
                .ignoreOutgoing(given.value(ignoreOutgoing))
                .decode(flow.decode(given))
                .log(new LiveCapture.LogSettings(given.value(logMemory), logKeep(given)))
                .buckets(new LiveCapture.Buckets(given.value(bucket), given.value(allowedLateness)))
                .build();
    }

    private LiveCapture.RingSettings ring(GivenSettings given) {
        long bytes = given.value(blockSize);
        long count = given.value(blocks);
        if (bytes * count > Integer.MAX_VALUE) {
            given.refuse(
                    blocks,
                    count
                            + " blocks of "
                            + bytes
                            + " bytes make a ring of 2 GiB or more;"
                            + " allowed: less than 2 GiB in all");
            bytes = MEBIBYTE;
            count = 2;
        }
        return new LiveCapture.RingSettings((int) bytes, (int) count, given.value(retireTimeout));
    }

    /**
     * Another JobManager takes a while to take over. A file that spells out the default counts as
     * default.
     */
    private Duration logKeep(GivenSettings given) {
        Duration keep = given.value(logKeep);
        boolean standby = given.flink().containsKey("high-availability.type");
        return standby && keep.equals(logKeep.defaultValue()) ? KEEP_FOR_STANDBY : keep;
    }

    /** Labels are after the headers. A file that spells out the default counts as default. */
    private int snapLength(GivenSettings given, FlowSection flow) {
        long length = given.value(snapLength);
        return flow.labels(given) && length == snapLength.defaultValue()
                ? SNAP_LENGTH_FOR_LABELS
                : (int) length;
    }
}
