package io.ringflow.rpc.wire;

import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.List;

/** Converts statistics, captures and their losses to messages and back. */
public final class StatusWire {

    private static final EnumWords<InterfaceStatus.State> STATES =
            new EnumWords<>(
                    "an interface's state",
                    InterfaceStatus.State.values(),
                    InterfaceStatus.State::text);
    private static final EnumWords<CaptureGap.Cause> CAUSES =
            new EnumWords<>("a cause", CaptureGap.Cause.values(), CaptureGap.Cause::text);

    private StatusWire() {}

    /** Statistics. */
    public static Wire.StatisticsAnswer of(FlowStatistics statistics, AnswerPart part) {
        return Wire.StatisticsAnswer.newBuilder()
                .setPackets(statistics.packets())
                .setBytes(statistics.bytes())
                .setFlows(statistics.flows())
                .addAllEndedFlows(statistics.endedFlows())
                .setActiveFlows(statistics.activeFlows())
                .setRetainedFlows(statistics.retainedFlows())
                .setLargestShardFlows(statistics.largestShardFlows())
                .setLatePackets(statistics.latePackets())
                .setPacketsPerSecond(statistics.packetsPerSecond())
                .setBitsPerSecond(statistics.bitsPerSecond())
                .setNewFlowsPerSecond(statistics.newFlowsPerSecond())
                .setPacketBytes(percentiles(statistics.packetBytes()))
                .setFlowBytes(percentiles(statistics.flowBytes()))
                .setFlowDurationMs(percentiles(statistics.flowDurationMs()))
                .setPart(part.with(statistics.coverage()).toWire())
                .build();
    }

    /** The statistics. */
    public static ProcessAnswer<FlowStatistics> from(Wire.StatisticsAnswer message) {
        AnswerPart part = AnswerPart.from(message.getPart());
        return new ProcessAnswer<>(
                new FlowStatistics(
                        message.getPackets(),
                        message.getBytes(),
                        message.getFlows(),
                        List.copyOf(message.getEndedFlowsList()),
                        message.getActiveFlows(),
                        message.getRetainedFlows(),
                        message.getLargestShardFlows(),
                        message.getLatePackets(),
                        message.getPacketsPerSecond(),
                        message.getBitsPerSecond(),
                        message.getNewFlowsPerSecond(),
                        percentiles(message.getPacketBytes()),
                        percentiles(message.getFlowBytes()),
                        percentiles(message.getFlowDurationMs()),
                        part.coverage()),
                part);
    }

    private static Wire.Percentiles percentiles(Percentiles percentiles) {
        return Wire.Percentiles.newBuilder()
                .setCount(percentiles.count())
                .setP50(percentiles.p50())
                .setP90(percentiles.p90())
                .setP95(percentiles.p95())
                .setP99(percentiles.p99())
                .setMax(percentiles.max())
                .build();
    }

    private static Percentiles percentiles(Wire.Percentiles message) {
        return new Percentiles(
                message.getCount(),
                message.getP50(),
                message.getP90(),
                message.getP95(),
                message.getP99(),
                message.getMax());
    }

    /** Captures. */
    public static Wire.InterfacesAnswer interfaces(
            List<InterfaceStatus> interfaces, AnswerPart part) {
        return Wire.InterfacesAnswer.newBuilder()
                .addAllInterfaces(interfaces.stream().map(StatusWire::of).toList())
                .setPart(part.toWire())
                .build();
    }

    private static Wire.InterfaceStatus of(InterfaceStatus status) {
        Wire.InterfaceStatus.Builder message = Wire.InterfaceStatus.newBuilder();
        if (status.clockSkewNanos() != InterfaceStatus.NO_SKEW) {
            message.setClockSkewNanos(status.clockSkewNanos());
        }
        return message.setObserver(FlowWire.of(status.observer()))
                .setState(status.state().text())
                .setPackets(status.packets())
                .setBytes(status.bytes())
                .setPacketsPerSecond(status.packetsPerSecond())
                .setBitsPerSecond(status.bitsPerSecond())
                .setDrops(status.drops())
                .setFreezes(status.freezes())
                .putAllUndecoded(status.undecoded())
                .putAllUndecodedTypes(status.undecodedTypes())
                .putAllAnomalies(status.anomalies())
                .setRingFill(status.ringFill())
                .setGaps(status.gaps())
                .build();
    }

    /** The captures. */
    public static ProcessAnswer<List<InterfaceStatus>> from(Wire.InterfacesAnswer message) {
        return new ProcessAnswer<>(
                message.getInterfacesList().stream().map(StatusWire::from).toList(),
                AnswerPart.from(message.getPart()));
    }

    private static InterfaceStatus from(Wire.InterfaceStatus message) {
        return new InterfaceStatus(
                FlowWire.from(message.getObserver()),
                STATES.named(message.getState()),
                message.getPackets(),
                message.getBytes(),
                message.getPacketsPerSecond(),
                message.getBitsPerSecond(),
                message.getDrops(),
                message.getFreezes(),
                message.getUndecodedMap(),
                message.getUndecodedTypesMap(),
                message.getAnomaliesMap(),
                message.getRingFill(),
                message.getGaps(),
                message.hasClockSkewNanos()
                        ? message.getClockSkewNanos()
                        : InterfaceStatus.NO_SKEW);
    }

    /** Capture losses. */
    public static Wire.GapsAnswer gaps(List<CaptureGap> gaps, AnswerPart part) {
        return Wire.GapsAnswer.newBuilder()
                .addAllGaps(gaps.stream().map(StatusWire::of).toList())
                .setPart(part.toWire())
                .build();
    }

    private static Wire.CaptureGap of(CaptureGap gap) {
        Wire.CaptureGap.Builder message =
                Wire.CaptureGap.newBuilder()
                        .setObserver(FlowWire.of(gap.observer()))
                        .setStartNanos(gap.startNanos())
                        .setDrops(gap.drops())
                        .setCause(gap.cause().text());
        if (gap.endNanos() != Long.MAX_VALUE) {
            message.setEndNanos(gap.endNanos());
        }
        return message.build();
    }

    /** The capture losses. */
    public static ProcessAnswer<List<CaptureGap>> from(Wire.GapsAnswer message) {
        return new ProcessAnswer<>(
                message.getGapsList().stream().map(StatusWire::from).toList(),
                AnswerPart.from(message.getPart()));
    }

    private static CaptureGap from(Wire.CaptureGap message) {
        return new CaptureGap(
                FlowWire.from(message.getObserver()),
                message.getStartNanos(),
                message.hasEndNanos() ? message.getEndNanos() : Long.MAX_VALUE,
                message.getDrops(),
                CAUSES.named(message.getCause()));
    }
}
