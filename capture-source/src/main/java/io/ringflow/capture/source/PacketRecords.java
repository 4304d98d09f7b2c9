package io.ringflow.capture.source;

import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Records that a function makes of each packet. Until they are emitted, the decoded columns of the
 * packets are kept.
 *
 * @param function makes the records
 */
record PacketRecords<T>(PacketFunction<T> function) implements CaptureRecords<PacketBatch, T> {

    @Override
    public CaptureFold<PacketBatch> newFold(Observer observer) {
        return new PacketFold(observer);
    }

    @Override
    public Merger<PacketBatch> merger() {
        return Merger.none();
    }

    @Override
    public Emitter<PacketBatch, T> newEmitter(int subtask) {
        return new PacketEmitter<>(function);
    }

    private static final class PacketEmitter<T> implements Emitter<PacketBatch, T>, Consumer<T> {

        private final PacketFunction<T> function;
        private final Packet packet = new Packet();
        private SourceOutput<T> output;

        PacketEmitter(PacketFunction<T> function) {
            this.function = function;
        }

        @Override
        public void emit(CaptureReport report, PacketBatch payload, SourceOutput<T> to) {
            if (payload != null) {
                output = to;
                for (int row = 0; row < payload.size; row++) {
                    function.accept(packet.wrap(payload, row), this);
                }
            }
        }

        @Override
        public void accept(T record) {
            output.collect(record, TimeUnit.NANOSECONDS.toMillis(packet.timeNanos()));
        }
    }
}
