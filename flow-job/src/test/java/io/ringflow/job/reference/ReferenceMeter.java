package io.ringflow.job.reference;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.job.reference.ReferenceClock.Timed;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.EndReason;
import io.ringflow.model.Observer;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the flows of some captures in the slow and obvious way: all packets are in memory,
 * sorted, and processed one after the other. It implements {@code docs/internals} independently,
 * and shares only settings and enums with the job.
 */
final class ReferenceMeter {

    private final FlowSettings settings;
    private final DecodeSettings decode;
    private final Map<FlowName, OpenFlow> open = new HashMap<>();
    private final List<OpenFlow> ended = new ArrayList<>();

    /** The flows that ended last at the active timeout. */
    private final Map<FlowName, OpenFlow> splitFlows = new HashMap<>();

    private ReferenceMeter(FlowSettings settings, DecodeSettings decode) {
        this.settings = settings;
        this.decode = decode;
    }

    /**
     * Returns all flows of captures. Each capture is a list of packets in the order of its file.
     */
    static List<OpenFlow> measure(
            Map<Observer, List<WirePacket>> captures,
            FlowSettings settings,
            DecodeSettings decode) {
        ReferenceMeter meter = new ReferenceMeter(settings, decode);
        List<PacketRun> runs = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        for (Map.Entry<Observer, List<WirePacket>> capture : captures.entrySet()) {
            List<Timed> packets = meter.analyze(capture.getValue());
            runs.addAll(meter.runs(capture.getKey(), packets));
            if (!packets.isEmpty()) {
                newest = Math.max(newest, packets.getLast().newest());
            }
        }
        runs.sort(PacketRun.FOLDING_ORDER);
        runs.forEach(meter::fold);
        if (!runs.isEmpty()) {
            meter.endSilent(meter.bucketOf(newest));
        }
        List.copyOf(meter.open.values()).forEach(flow -> meter.end(flow, EndReason.FORCED_END));
        return meter.ended;
    }

    /** Returns the packets of a capture in the order of folding, with their analysis. */
    private List<Timed> analyze(List<WirePacket> packets) {
        PayloadLabels names = new PayloadLabels(settings);
        List<WirePacket> labelled = new ArrayList<>();
        List<WirePacket> decoded =
                decode.decapsulate()
                        ? packets
                        : packets.stream().map(WirePacket::outermost).toList();
        for (WirePacket packet : Datagrams.inOrderOfCounting(decoded, settings)) {
            boolean hasLabels = decode.labels() && !packet.fragment().isPart();
            labelled.add(
                    hasLabels
                            ? packet.with(packet.analysis().withLabels(names.labelsOf(packet)))
                            : packet);
        }
        TcpSequences sequences = new TcpSequences(settings.idleTimeout().tcp().toNanos());
        return ReferenceClock.of(labelled, settings).stream()
                .map(timed -> analyze(sequences, timed))
                .toList();
    }

    private Timed analyze(TcpSequences sequences, Timed timed) {
        WirePacket packet = timed.packet();
        if (!packet.isTcp() || packet.fragment().isPart()) {
            boolean reset = packet.has(TcpFlags.RST);
            return reset ? timed.with(packet.with(PacketAnalysis.RESET)) : timed;
        }
        long event = packet.nanos() + timed.offset();
        WirePacket atEvent = packet.at(event <= timed.newest() ? event : sequences.newestNanos());
        PacketAnalysis analysis = sequences.analyze(FlowName.of(packet, settings), atEvent);
        return timed.with(packet.with(analysis.withLabels(packet.analysis().labels())));
    }

    private long bucketOf(long nanos) {
        return Math.floorDiv(nanos, bucketNanos()) * bucketNanos();
    }

    private long bucketNanos() {
        return settings.bucket().toNanos();
    }

    /** Divides packets into runs. */
    private List<PacketRun> runs(Observer observer, List<Timed> packets) {
        List<PacketRun> runs = new ArrayList<>();
        Map<List<Object>, PacketRun> newestRuns = new LinkedHashMap<>();
        for (Timed timed : packets) {
            FlowName name = FlowName.of(timed.packet(), settings).wild(timed.wild());
            List<Object> key = List.of(name, timed.bucket(), timed.late());
            PacketRun run = newestRuns.get(key);
            if (run == null || !run.takes(timed)) {
                run = new PacketRun(name, observer, timed);
                newestRuns.put(key, run);
                runs.add(run);
            }
            run.packets.add(timed.packet());
        }
        return runs;
    }

    private void fold(PacketRun run) {
        endSilent(run.bucketNanos);
        OpenFlow flow = open.get(run.name);
        if (flow != null && !run.late && wasSilent(run, flow)) {
            end(flow, flow.reasonOfSilence());
            flow = null;
        } else if (flow != null && startsAnother(run, flow)) {
            end(flow, EndReason.END_OF_FLOW);
            flow = null;
        }
        if (flow == null) {
            flow = start(run);
        }
        if (run.startsConnection() && flow.initial == null) {
            flow.initial = run.packets.getFirst().transport().tcp().seq();
        }
        flow.activeNanos = Math.max(flow.activeNanos, run.activeNanos());
        for (WirePacket packet : run.packets) {
            flow.add(run.observer, packet);
        }
    }

    private OpenFlow start(PacketRun run) {
        long split =
                settings.splitOnActiveTimeout()
                        ? run.bucketNanos + bucketNanos() + settings.activeTimeout().toNanos()
                        : Long.MAX_VALUE;
        OpenFlow flow = new OpenFlow(run.name, run.packets.getFirst(), split);
        open.put(run.name, flow);
        OpenFlow before = splitFlows.remove(run.name);
        if (before != null && !run.startsConnection() && !wasSilent(run, before)) {
            flow.continues(before);
        }
        return flow;
    }

    private boolean wasSilent(PacketRun run, OpenFlow flow) {
        long first = run.late ? run.bucketNanos : run.firstNanos();
        return first - flow.activeNanos > flow.timeoutNanos(settings);
    }

    /** Returns true if an observer that has seen the flow sees another connection start. */
    private static boolean startsAnother(PacketRun run, OpenFlow flow) {
        if (!run.startsConnection() || !flow.seen.containsKey(run.observer)) {
            return false;
        }
        int seq = run.packets.getFirst().transport().tcp().seq();
        boolean startOfOther = flow.initial != null && flow.initial == seq;
        return flow.seen.size() == 1 || !startOfOther;
    }

    /** Ends each flow at the first bucket boundary at which it is due. */
    private void endSilent(long nowNanos) {
        for (OpenFlow flow : List.copyOf(open.values())) {
            long silentUntil = flow.activeNanos + flow.timeoutNanos(settings);
            long due = bucketOf(silentUntil) + bucketNanos();
            if (flow.splitNanos <= Math.min(nowNanos, due)) {
                end(flow, EndReason.ACTIVE_TIMEOUT);
            } else if (due <= nowNanos) {
                end(flow, flow.reasonOfSilence());
            }
        }
    }

    private void end(OpenFlow flow, EndReason reason) {
        flow.endReason = reason;
        open.remove(flow.name);
        if (reason == EndReason.ACTIVE_TIMEOUT) {
            splitFlows.put(flow.name, flow);
        }
        ended.add(flow);
    }
}
