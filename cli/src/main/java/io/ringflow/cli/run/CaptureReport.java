package io.ringflow.cli.run;

import io.ringflow.cli.query.table.UnitText;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a live capture has seen until the newest complete bucket.
 *
 * @param flows counts of all flows
 * @param captures the captures of all interfaces
 */
record CaptureReport(FlowStatistics flows, List<InterfaceStatus> captures) {

    /** Returns the report, or empty while the job starts, ends or recovers. */
    static Optional<CaptureReport> of(FlowState state) {
        try {
            return Optional.of(
                    new CaptureReport(state.statistics(), state.interfaces().elements()));
        } catch (StateException e) {
            return Optional.empty();
        }
    }

    /** Returns what happens now, on one line. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s, %s packets/s, open flows: %s; %,d packets, %,d dropped",
                UnitText.bitRate(flows.bitsPerSecond()),
                UnitText.perSecond(flows.packetsPerSecond()),
                UnitText.count(flows.activeFlows()),
                captured(),
                dropped());
    }

    /** Returns the final counts, in tcpdump's words. */
    List<String> summary() {
        List<String> lines = new ArrayList<>();
        lines.add(captured() + " packets captured");
        lines.add((captured() + dropped()) + " packets received by filter");
        lines.add(dropped() + " packets dropped by kernel");
        lines.add(
                flows.flows()
                        + " flows, "
                        + flows.bytes()
                        + " bytes, "
                        + undecoded()
                        + " undecoded");
        String types = undecodedTypes();
        if (!types.isEmpty()) {
            lines.add("undecoded: " + types);
        }
        return lines;
    }

    /** Returns what undecoded frames of all captures carried, the most frequent first. */
    private String undecodedTypes() {
        Map<String, Long> types = new TreeMap<>();
        captures.forEach(
                capture ->
                        capture.undecodedTypes()
                                .forEach((type, count) -> types.merge(type, count, Long::sum)));
        return types.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(InterfaceStatus.SHOWN_TYPES)
                .map(type -> type.getKey() + " " + type.getValue())
                .collect(Collectors.joining(", "));
    }

    long openFlows() {
        return flows.activeFlows();
    }

    private long captured() {
        return captures.stream().mapToLong(InterfaceStatus::packets).sum();
    }

    private long dropped() {
        return captures.stream().mapToLong(InterfaceStatus::drops).sum();
    }

    private long undecoded() {
        return captures.stream()
                .flatMap(capture -> capture.undecoded().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
