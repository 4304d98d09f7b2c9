package io.ringflow.job.reference;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.job.FlowSettings;
import io.ringflow.model.EndReason;
import io.ringflow.model.Observer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the flows of some captures must be, found in the slow and obvious way: all packets in
 * memory, put in order, looked at one after the other. Written from {@code docs/internals},
 * and shares no code with the job but the names of things.
 */
final class ReferenceMeter {

    private final FlowSettings settings;
    private final DecodeSettings decode;
    private final Map<FlowName, OpenFlow> open = new HashMap<>();
    private final List<OpenFlow> ended = new ArrayList<>();

    private ReferenceMeter(FlowSettings settings, DecodeSettings decode) {
        this.settings = settings;
        this.decode = decode;
    }

    /** All flows of captures, each a list of packets in the order of its file. */
    static List<OpenFlow> measure(
            Map<Observer, List<WirePacket>> captures,
            FlowSettings settings,
            DecodeSettings decode) {
        ReferenceMeter meter = new ReferenceMeter(settings, decode);
        List<Run> runs = new ArrayList<>();
        captures.forEach(
                (observer, packets) -> runs.addAll(meter.runs(observer, meter.lookAt(packets))));
        runs.sort(Run.PLACE);
        runs.forEach(meter::fold);
        captures.values().stream()
                .flatMap(List::stream)
                .mapToLong(WirePacket::nanos)
                .max()
                .ifPresent(newest -> meter.endSilent(meter.bucketOf(newest)));
        List.copyOf(meter.open.values()).forEach(flow -> meter.end(flow, EndReason.FORCED_END));
        return meter.ended;
    }

    /** The packets of a capture in order of booking, with what they turn out to be. */
    private List<WirePacket> lookAt(List<WirePacket> packets) {
        TcpSequences sequences = new TcpSequences(settings.idleTimeout().tcp().toNanos());
        Names names = new Names(settings);
        List<WirePacket> seen = new ArrayList<>();
        List<WirePacket> decoded =
                decode.decapsulate()
                        ? packets
                        : packets.stream().map(WirePacket::outermost).toList();
        for (WirePacket packet : Datagrams.booked(decoded, settings)) {
            FlowName name = FlowName.of(packet, settings);
            boolean whole = packet.isTcp() && !packet.fragment().isPart();
            Found found = whole ? sequences.look(name, packet) : Found.NOTHING;
            boolean tells = decode.labels() && !packet.fragment().isPart();
            seen.add(packet.with(tells ? found.withLabels(names.look(packet)) : found));
        }
        return seen;
    }

    private long bucketOf(long nanos) {
        return Math.floorDiv(nanos, bucketNanos()) * bucketNanos();
    }

    private long bucketNanos() {
        return settings.bucket().toNanos();
    }

    /** What is late follows from the newest packet of the capture so far. */
    private List<Run> runs(Observer observer, List<WirePacket> packets) {
        List<Run> runs = new ArrayList<>();
        Map<List<Object>, Run> newestRuns = new LinkedHashMap<>();
        long newest = Long.MIN_VALUE;
        for (WirePacket packet : packets) {
            newest = Math.max(newest, packet.nanos());
            long oldestOpen = bucketOf(newest - settings.allowedLateness().toNanos());
            boolean late = packet.nanos() < oldestOpen;
            long bucket = late ? oldestOpen : bucketOf(packet.nanos());
            FlowName name = FlowName.of(packet, settings);
            List<Object> its = List.of(name, bucket, late);
            Run run = newestRuns.get(its);
            if (run == null || !run.takes(packet)) {
                run = new Run(name, observer, bucket, late, newest);
                newestRuns.put(its, run);
                runs.add(run);
            }
            run.packets.add(packet);
        }
        return runs;
    }

    private void fold(Run run) {
        endSilent(run.bucketNanos);
        OpenFlow flow = open.get(run.name);
        if (flow != null && !run.late && beginsAnew(run, flow)) {
            end(flow, flow.reasonOfSilence());
            flow = null;
        }
        if (flow == null) {
            flow = begin(run);
        }
        flow.activeNanos = Math.max(flow.activeNanos, run.activeNanos());
        for (WirePacket packet : run.packets) {
            flow.add(run.observer, packet);
        }
    }

    private OpenFlow begin(Run run) {
        long split =
                settings.splitOnActiveTimeout()
                        ? run.bucketNanos + bucketNanos() + settings.activeTimeout().toNanos()
                        : Long.MAX_VALUE;
        OpenFlow flow = new OpenFlow(run.name, run.packets.getFirst(), split);
        open.put(run.name, flow);
        return flow;
    }

    /** Silent for longer than its timeout, or a SYN though its observer saw the end. */
    private boolean beginsAnew(Run run, OpenFlow flow) {
        return run.firstNanos() - flow.activeNanos > flow.timeoutNanos(settings)
                || (run.beginsWithSyn() && flow.endSeen(run.observer));
    }

    /** Ends what is due at a boundary of buckets; each flow at the first boundary it is due at. */
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
        ended.add(flow);
    }
}
