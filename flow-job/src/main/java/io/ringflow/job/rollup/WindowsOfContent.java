package io.ringflow.job.rollup;

import io.ringflow.model.state.Resolution;
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
 * Tumbling event-time windows by a time that the record itself has. Flink's timestamp of what a
 * timer emits is that of the timer, which may fold several buckets at once.
 */
final class WindowsOfContent<T> extends WindowAssigner<T, TimeWindow> {

    private static final long serialVersionUID = 1;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Resolution resolution;
    private final Begin<T> begin;

    /** The time of a record, nanoseconds since the epoch. */
    @FunctionalInterface
    interface Begin<T> extends Serializable {
        long nanos(T record);
    }

    WindowsOfContent(Resolution resolution, Begin<T> begin) {
        this.resolution = resolution;
        this.begin = begin;
    }

    @Override
    public Collection<TimeWindow> assignWindows(
            T record, long timestamp, WindowAssignerContext context) {
        long start = resolution.windowOf(begin.nanos(record)) / NANOS_A_MILLI;
        return List.of(new TimeWindow(start, start + resolution.step().toMillis()));
    }

    @Override
    @SuppressWarnings("unchecked") // it looks at no record
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
