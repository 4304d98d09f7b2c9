package io.ringflow.rpc.wire;

import io.ringflow.model.Flow;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Converts answers about flows to messages and back. The coverage of an answer becomes its part. A
 * message with unknown values is an {@link IllegalArgumentException}.
 */
public final class AnswerWire {

    private static final EnumWords<TopAnswer.Basis> BASES =
            new EnumWords<>("a basis", TopAnswer.Basis.values(), TopAnswer.Basis::text);

    private AnswerWire() {}

    /** The answer for one flow. */
    public static Wire.GetFlowAnswer of(Optional<Flow> flow, AnswerPart part) {
        Wire.GetFlowAnswer.Builder message = Wire.GetFlowAnswer.newBuilder().setPart(part.toWire());
        flow.ifPresent(found -> message.setFlow(FlowWire.of(found)));
        return message.build();
    }

    /** The flow, if there is one. */
    public static ProcessAnswer<Optional<Flow>> from(Wire.GetFlowAnswer message) {
        return new ProcessAnswer<>(
                message.hasFlow()
                        ? Optional.of(FlowWire.from(message.getFlow()))
                        : Optional.empty(),
                AnswerPart.from(message.getPart()));
    }

    /** A page. */
    public static Wire.ListFlowsAnswer of(FlowPage page, AnswerPart part) {
        Wire.ListFlowsAnswer.Builder message =
                Wire.ListFlowsAnswer.newBuilder()
                        .setTotal(page.total())
                        .setCursor(page.cursor())
                        .setPart(part.with(page.coverage()).toWire());
        page.flows().forEach(flow -> message.addFlows(FlowWire.of(flow)));
        return message.build();
    }

    /** The page. */
    public static ProcessAnswer<FlowPage> from(Wire.ListFlowsAnswer message) {
        AnswerPart part = AnswerPart.from(message.getPart());
        return new ProcessAnswer<>(
                new FlowPage(
                        flows(message.getFlowsList()),
                        message.getTotal(),
                        message.getCursor(),
                        part.coverage()),
                part);
    }

    /** A top list. */
    public static Wire.TopAnswer of(TopAnswer answer, AnswerPart part) {
        Wire.TopAnswer.Builder message =
                Wire.TopAnswer.newBuilder()
                        .setOther(entry(answer.other()))
                        .setBasis(answer.basis().text())
                        .setPart(part.with(answer.coverage()).toWire());
        answer.top().forEach(entry -> message.addTop(entry(entry)));
        return message.build();
    }

    /** The top list. */
    public static ProcessAnswer<TopAnswer> from(Wire.TopAnswer message) {
        AnswerPart part = AnswerPart.from(message.getPart());
        return new ProcessAnswer<>(
                new TopAnswer(
                        message.getTopList().stream().map(AnswerWire::entry).toList(),
                        entry(message.getOther()),
                        BASES.named(message.getBasis()),
                        part.coverage()),
                part);
    }

    private static Wire.TopEntry entry(TopAnswer.Entry entry) {
        return Wire.TopEntry.newBuilder()
                .addAllKey(entry.key())
                .setBytes(entry.bytes())
                .setPackets(entry.packets())
                .setFlows(entry.flows())
                .setShare(entry.share())
                .build();
    }

    private static TopAnswer.Entry entry(Wire.TopEntry message) {
        return new TopAnswer.Entry(
                List.copyOf(message.getKeyList()),
                message.getBytes(),
                message.getPackets(),
                message.getFlows(),
                message.getShare());
    }

    /** Time series. */
    public static Wire.SeriesAnswer of(SeriesAnswer answer, AnswerPart part) {
        Wire.SeriesAnswer.Builder message =
                Wire.SeriesAnswer.newBuilder()
                        .setStep(answer.step().name())
                        .setFromNanos(answer.fromNanos())
                        .setOther(points("", answer.other()))
                        .setPart(part.with(answer.coverage()).toWire());
        answer.series().forEach(series -> message.addSeries(points(series.key(), series.points())));
        return message.build();
    }

    /** The time series. */
    public static ProcessAnswer<SeriesAnswer> from(Wire.SeriesAnswer message) {
        AnswerPart part = AnswerPart.from(message.getPart());
        return new ProcessAnswer<>(
                new SeriesAnswer(
                        QueryWire.RESOLUTIONS.named(message.getStep()),
                        message.getFromNanos(),
                        message.getSeriesList().stream()
                                .map(
                                        points ->
                                                new SeriesAnswer.Series(
                                                        points.getKey(), points(points)))
                                .toList(),
                        points(message.getOther()),
                        part.coverage()),
                part);
    }

    private static Wire.Points points(String key, List<Long> points) {
        Wire.Points.Builder message = Wire.Points.newBuilder().setKey(key);
        for (int i = 0; i < points.size(); i++) {
            Long point = points.get(i);
            if (point == null) {
                message.addValues(0).addAbsent(i);
            } else {
                message.addValues(point);
            }
        }
        return message.build();
    }

    private static List<Long> points(Wire.Points message) {
        List<Long> points = new ArrayList<>(message.getValuesList());
        for (int index : message.getAbsentList()) {
            if (index < 0 || index >= points.size()) {
                throw new IllegalArgumentException("point " + index + " of " + points.size());
            }
            points.set(index, null);
        }
        return Collections.unmodifiableList(points);
    }

    /** Changes. */
    public static Wire.ChangedFlows of(ChangedFlows changes) {
        Wire.ChangedFlows.Builder message =
                Wire.ChangedFlows.newBuilder().setMissed(changes.missed());
        if (changes.watermarkNanos() != Long.MIN_VALUE) {
            message.setWatermarkNanos(changes.watermarkNanos());
        }
        changes.flows().forEach(flow -> message.addFlows(FlowWire.of(flow)));
        return message.build();
    }

    /** The changes. */
    public static ChangedFlows from(Wire.ChangedFlows message) {
        return new ChangedFlows(
                message.hasWatermarkNanos() ? message.getWatermarkNanos() : Long.MIN_VALUE,
                flows(message.getFlowsList()),
                message.getMissed());
    }

    /** The flows of a list of messages. */
    public static List<Flow> flows(List<Wire.Flow> messages) {
        return messages.stream().map(FlowWire::from).toList();
    }
}
