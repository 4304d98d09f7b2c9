package io.ringflow.rpc.wire;

import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.List;

/** Converts how exports are doing. */
public final class ExportWire {

    private ExportWire() {}

    /** The exports as messages. */
    public static List<Wire.ExportStatus> of(List<ExportStatus> exports) {
        return exports.stream().map(ExportWire::of).toList();
    }

    private static Wire.ExportStatus of(ExportStatus export) {
        return Wire.ExportStatus.newBuilder()
                .setName(export.name())
                .setTarget(export.target())
                .setProblem(export.problem())
                .setDelivered(export.delivered())
                .setDropped(export.dropped())
                .setRetries(export.retries())
                .setQueuedRecords(export.queuedRecords())
                .setQueuedBytes(export.queuedBytes())
                .build();
    }

    /** The exports of messages. */
    public static List<ExportStatus> from(List<Wire.ExportStatus> messages) {
        return messages.stream().map(ExportWire::from).toList();
    }

    private static ExportStatus from(Wire.ExportStatus message) {
        return new ExportStatus(
                message.getName(),
                message.getTarget(),
                message.getProblem(),
                message.getDelivered(),
                message.getDropped(),
                message.getRetries(),
                message.getQueuedRecords(),
                message.getQueuedBytes());
    }
}
