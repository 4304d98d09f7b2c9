package io.ringflow.capture;

import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.state.answer.CaptureLogStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The counters of each capture in the Flink web UI and in metric reporters. They are in the source
 * reader's group, under {@code interface.NAME}, and count from the start of the task. Registered
 * and updated by one thread.
 */
public final class CaptureMetrics {

    /** Key of the group of a capture's counters. Its value is the interface's or file's name. */
    public static final String GROUP = "interface";

    /** Frames read, decoded or not. */
    public static final String PACKETS = "packets";

    /** Bytes of those frames on the wire. */
    public static final String BYTES = "bytes";

    /** Packets that the kernel dropped because the ring was full. */
    public static final String DROPS = "drops";

    /** How often the ring became full. */
    public static final String FREEZES = "freezes";

    /** Frames that could not be decoded into a packet. */
    public static final String UNDECODED = "undecoded";

    /** Packets that were later than allowed. */
    public static final String LATE_PACKETS = "latePackets";

    /** Memory that the logs of a live capture take, in bytes. */
    public static final String LOG_BYTES = "logBytes";

    /** Number of entries in those logs. */
    public static final String LOG_ENTRIES = "logEntries";

    /** That memory as a share of what all logs of the process may take, 0 to 1. */
    public static final String LOG_FILL = "logFill";

    /** Event time from the oldest to the newest entry, in milliseconds. */
    public static final String LOG_MILLIS = "logMillis";

    /** Entries that were read again after a restart of the tasks. */
    public static final String LOG_REPLAYED = "logReplayed";

    private final MetricGroup readerGroup;
    private final Map<String, Counters> byName = new HashMap<>();
    private final Map<String, List<Supplier<CaptureLogStatus>>> logs = new HashMap<>();

    private record Counters(
            Counter packets,
            Counter bytes,
            Counter drops,
            Counter freezes,
            Counter undecoded,
            Counter late) {

        Counters(MetricGroup group) {
            this(
                    group.counter(PACKETS),
                    group.counter(BYTES),
                    group.counter(DROPS),
                    group.counter(FREEZES),
                    group.counter(UNDECODED),
                    group.counter(LATE_PACKETS));
        }
    }

    /** Counters in the metric group of a source reader. */
    public CaptureMetrics(MetricGroup readerGroup) {
        this.readerGroup = readerGroup;
    }

    private Counters counters(String name) {
        return byName.computeIfAbsent(
                name, added -> new Counters(readerGroup.addGroup(GROUP, added)));
    }

    /** Adds the counts of a report to the counters of its capture. */
    public void count(CaptureReport report) {
        Counters counters = counters(report.observer.interfaceName());
        counters.packets.inc(report.packets);
        counters.bytes.inc(report.bytes);
        counters.drops.inc(report.drops);
        counters.freezes.inc(report.freezes);
        counters.late.inc(report.latePackets);
        for (long count : report.undecoded) {
            counters.undecoded.inc(count);
        }
    }

    /**
     * Shows how full the log of a live capture is. Logs of the same interface are added up.
     *
     * @param interfaceName the interface
     * @param log called by any thread
     */
    public void log(String interfaceName, Supplier<CaptureLogStatus> log) {
        List<Supplier<CaptureLogStatus>> all = logs.get(interfaceName);
        if (all == null) {
            all = new CopyOnWriteArrayList<>();
            logs.put(interfaceName, all);
            register(readerGroup.addGroup(GROUP, interfaceName), all);
        }
        all.add(log);
    }

    private static void register(MetricGroup group, List<Supplier<CaptureLogStatus>> all) {
        gauge(group, LOG_BYTES, all, CaptureLogStatus::bytes);
        gauge(group, LOG_ENTRIES, all, CaptureLogStatus::entries);
        gauge(group, LOG_FILL, all, CaptureLogStatus::share);
        gauge(group, LOG_MILLIS, all, log -> log.spanNanos() / 1_000_000);
        gauge(group, LOG_REPLAYED, all, CaptureLogStatus::replayed);
    }

    private static <T> void gauge(
            MetricGroup group,
            String name,
            List<Supplier<CaptureLogStatus>> all,
            Function<CaptureLogStatus, T> value) {
        group.gauge(
                name,
                (Gauge<T>)
                        () ->
                                value.apply(
                                        CaptureLogStatus.merged(
                                                        all.stream().map(Supplier::get).toList())
                                                .getFirst()));
    }
}
