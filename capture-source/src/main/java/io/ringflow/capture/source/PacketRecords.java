package io.ringflow.capture.source;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.fold.PacketFold;
import io.ringflow.capture.fold.TimedPackets;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.util.Collector;

/**
 * Keeps the packets themselves, of which a function makes records.
 *
 * @param eventTime how often packets are handed over, and how late they may be
 */
record PacketRecords<T>(PacketFunction<T> function, EventTimeBuckets eventTime)
        implements CaptureRecords<TimedPackets, T> {

    private static final long serialVersionUID = 1;

    @Override
    public CaptureFold<TimedPackets> newFold(Observer observer, long hashSeed) {
        return new PacketFold(observer, eventTime);
    }

    @Override
    public Merger<TimedPackets> merger() {
        return Merger.none();
    }

    /** Records have the times of their packets, so windows find out that they are late. */
    @Override
    public TimedPackets movedUp(TimedPackets packets, CaptureReport report, long newestNanos) {
        return packets;
    }

    @Override
    public Emitter<TimedPackets, T> newEmitter(int subtask) {
        return new PacketEmitter<>(function, eventTime);
    }

    /** Passes one reader's packets to the function. */
    private static final class PacketEmitter<T> implements Emitter<TimedPackets, T>, Collector<T> {

        private static final long NANOS_PER_MILLI = 1_000_000;

        private final PacketFunction<T> function;
        private final EventTimeBuckets eventTime;
        private final Packet packet = new Packet();
        private SourceOutput<T> output;
        private long timeMillis;

        PacketEmitter(PacketFunction<T> function, EventTimeBuckets eventTime) {
            this.function = function;
            this.eventTime = eventTime;
        }

        @Override
        public void emit(CaptureReport report, TimedPackets packets, SourceOutput<T> splitOutput) {
            output = splitOutput;
            if (packets != null) {
                emit(report.observer, packets);
            }
            output.emitWatermark(new Watermark(eventTime.watermarkMillis(report.newestNanos)));
        }

        private void emit(Observer observer, TimedPackets packets) {
            for (int i = 0; i < packets.packets().size; i++) {
                packet.wrap(observer, packets.packets(), i);
                timeMillis = Math.floorDiv(packets.eventNanos()[i], NANOS_PER_MILLI);
                try {
                    function.accept(packet, this);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new CaptureException(
                            "The function that makes records of packets has failed: " + e, e);
                }
            }
        }

        @Override
        public void collect(T record) {
            output.collect(record, timeMillis);
        }

        @Override
        public void close() {}
    }
}
