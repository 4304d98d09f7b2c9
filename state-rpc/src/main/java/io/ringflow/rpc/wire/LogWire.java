package io.ringflow.rpc.wire;

import io.ringflow.model.state.answer.CaptureLogStatus;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.List;

/** Converts how full the logs of captures are. */
public final class LogWire {

    private LogWire() {}

    /** The logs as messages. */
    public static List<Wire.CaptureLogStatus> of(List<CaptureLogStatus> logs) {
        return logs.stream().map(LogWire::of).toList();
    }

    private static Wire.CaptureLogStatus of(CaptureLogStatus log) {
        return Wire.CaptureLogStatus.newBuilder()
                .setObserver(FlowWire.of(log.observer()))
                .setEntries(log.entries())
                .setBytes(log.bytes())
                .setShare(log.share())
                .setSpanNanos(log.spanNanos())
                .setReplayed(log.replayed())
                .build();
    }

    /** The logs of messages. */
    public static List<CaptureLogStatus> from(List<Wire.CaptureLogStatus> messages) {
        return messages.stream().map(LogWire::from).toList();
    }

    private static CaptureLogStatus from(Wire.CaptureLogStatus message) {
        return new CaptureLogStatus(
                FlowWire.from(message.getObserver()),
                message.getEntries(),
                message.getBytes(),
                message.getShare(),
                message.getSpanNanos(),
                message.getReplayed());
    }
}
