package io.ringflow.job.export.ipfix;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowSide;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A record as collectors show it, which is what the NDJSON export has of a flow. The reverse counts
 * are 0 if the record has one direction.
 */
record CollectedFlow(
        String src,
        String dst,
        int srcPort,
        int dstPort,
        int protocol,
        long firstMillis,
        long lastMillis,
        long packets,
        long bytes,
        long reversePackets,
        long reverseBytes) {

    /** The records that are expected of flows. */
    static List<CollectedFlow> of(Collection<Flow> flows, boolean biflow) {
        List<CollectedFlow> expected = new ArrayList<>();
        for (Flow flow : flows) {
            boolean src = flow.src().packets() > 0;
            boolean dst = flow.dst().packets() > 0;
            if (biflow && src && dst) {
                expected.add(both(flow));
                continue;
            }
            if (src) {
                expected.add(initiator(flow));
            }
            if (dst) {
                expected.add(responder(flow));
            }
        }
        return expected;
    }

    private static CollectedFlow both(Flow flow) {
        return new CollectedFlow(
                flow.srcAddr().toString(),
                flow.dstAddr().toString(),
                flow.srcPort(),
                flow.dstPort(),
                flow.protocol(),
                flow.firstNanos() / 1_000_000,
                flow.lastNanos() / 1_000_000,
                flow.src().packets(),
                flow.src().bytes(),
                flow.dst().packets(),
                flow.dst().bytes());
    }

    private static CollectedFlow initiator(Flow flow) {
        String src = flow.srcAddr().toString();
        String dst = flow.dstAddr().toString();
        return one(flow, src, dst, flow.src(), flow.srcPort(), flow.dstPort());
    }

    @SuppressWarnings("ArgumentSelectionDefectChecker") // the other direction
    private static CollectedFlow responder(Flow flow) {
        String src = flow.dstAddr().toString();
        String dst = flow.srcAddr().toString();
        return one(flow, src, dst, flow.dst(), flow.dstPort(), flow.srcPort());
    }

    private static CollectedFlow one(
            Flow flow, String src, String dst, FlowSide sent, int srcPort, int dstPort) {
        return new CollectedFlow(
                src,
                dst,
                srcPort,
                dstPort,
                flow.protocol(),
                sent.firstNanos() / 1_000_000,
                sent.lastNanos() / 1_000_000,
                sent.packets(),
                sent.bytes(),
                0,
                0);
    }

    /** The same with times in whole seconds, rounded up. */
    CollectedFlow inSeconds() {
        return new CollectedFlow(
                src,
                dst,
                srcPort,
                dstPort,
                protocol,
                Math.ceilDiv(firstMillis, 1000L) * 1000,
                Math.ceilDiv(lastMillis, 1000L) * 1000,
                packets,
                bytes,
                reversePackets,
                reverseBytes);
    }

    private CollectedFlow withCounts(long sumPackets, long sumBytes) {
        return new CollectedFlow(
                src,
                dst,
                srcPort,
                dstPort,
                protocol,
                firstMillis,
                lastMillis,
                sumPackets,
                sumBytes,
                0,
                0);
    }

    /** Adds up records of one direction that differ in their counts only. */
    static Collection<CollectedFlow> summed(Collection<CollectedFlow> flows) {
        Map<String, CollectedFlow> sums = new TreeMap<>();
        for (CollectedFlow flow : flows) {
            sums.merge(
                    flow.withCounts(0, 0).toString(),
                    flow,
                    (one, other) ->
                            one.withCounts(one.packets + other.packets, one.bytes + other.bytes));
        }
        return sums.values();
    }
}
