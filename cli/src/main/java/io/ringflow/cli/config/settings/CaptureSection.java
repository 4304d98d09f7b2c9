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

    /** Labels are after the headers. A file that spells out the default counts as default. */
    private int snapLength(GivenSettings given, FlowSection flow) {
        long length = given.value(snapLength);
        return flow.labels(given) && length == snapLength.defaultValue()
                ? SNAP_LENGTH_FOR_LABELS
                : (int) length;
    }
}
