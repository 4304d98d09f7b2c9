package io.ringflow.job.operator;

import io.ringflow.model.state.query.Resolution;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.triggers.EventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Assigns records to tumbling event-time windows by a time in the record itself. Flink's timestamps
 * don't serve here: records emitted by a timer have the timer's timestamp, and one timer may fold
 * several buckets.
 */
final class RecordTimeWindows<T> extends WindowAssigner<T, TimeWindow> {

    private static final long serialVersionUID = 1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Resolution resolution;
    private final RecordTime<T> time;

    /** Returns the time of a record, nanoseconds since the epoch. */
    @FunctionalInterface
    interface RecordTime<T> extends Serializable {
        long nanos(T record);
    }

    RecordTimeWindows(Resolution resolution, RecordTime<T> time) {
        this.resolution = resolution;
        this.time = time;
    }

    @Override
    public Collection<TimeWindow> assignWindows(
            T record, long timestamp, WindowAssignerContext context) {
        long start = resolution.windowOf(time.nanos(record)) / NANOS_PER_MILLI;
        return List.of(new TimeWindow(start, start + resolution.step().toMillis()));
    }

    @Override
    @SuppressWarnings("unchecked") // the trigger ignores the record
    public Trigger<T, TimeWindow> getDefaultTrigger() {
        return (Trigger<T, TimeWindow>) (Trigger<?, TimeWindow>) EventTimeTrigger.create();
    }

    @Override
    public TypeSerializer<TimeWindow> getWindowSerializer(ExecutionConfig config) {
        return new TimeWindow.Serializer();
    }

    @Override
    public boolean isEventTime() {
        return true;
    }
}
