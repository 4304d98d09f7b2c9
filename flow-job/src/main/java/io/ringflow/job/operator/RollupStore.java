package io.ringflow.job.operator;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.job.publish.QueryableState;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.job.rollup.RollupWindowSerializer;
import io.ringflow.model.state.query.Resolution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps closed windows in keyed state and makes them queryable. A window is removed from both when
 * event time has advanced by the time for which its resolution is kept. If event time stands still,
 * the state's time to live, which Flink measures in processing time, removes the rest.
 *
 * <p>This is an operator rather than a function because it must see every watermark: a second
 * without a window is complete too. Called by the task thread.
 */
final class RollupStore extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<RollupWindow, Void> {

    private static final long serialVersionUID = 1;

    /** Key of the group of windows that are kept. Its value is the resolution. */
    static final String WINDOWS_GROUP = "resolution";

    /** Closed windows that are kept. */
    static final String WINDOWS = "keptWindows";

    private final boolean keepsByCount;
    private final StateService service;

    private transient List<MapState<Long, RollupWindow>> states;
    private transient Map<Integer, RollupPartition> partitions;
    private transient int[] flinkKeys;
    private transient QueryableState queryable;

    /**
     * Creates an operator.
     *
     * @param keepsByCount whether windows are kept by number, however old they are
     * @param service offers the windows to other processes
     */
    RollupStore(boolean keepsByCount, StateService service) {
        this.keepsByCount = keepsByCount;
        this.service = service;
    }

    @Override
    public void open() throws Exception {
        super.open();
        states = new ArrayList<>();
        for (Resolution resolution : Resolution.values()) {
            states.add(getRuntimeContext().getMapState(descriptor(resolution)));
        }
        TaskInfo task = getRuntimeContext().getTaskInfo();
        int keyGroups = task.getMaxNumberOfParallelSubtasks();
        KeyGroupRange ownKeyGroups =
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        keyGroups,
                        task.getNumberOfParallelSubtasks(),
                        task.getIndexOfThisSubtask());
        flinkKeys = RollupKeys.flinkKeys(keyGroups);
        partitions = new HashMap<>();
        for (int i = 0; i < flinkKeys.length; i++) {
            int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(flinkKeys[i], keyGroups);
            if (ownKeyGroups.contains(keyGroup)) {
                partitions.put(i, new RollupPartition(keepsByCount));
            }
        }
        restore();
        registerMetrics();
        queryable =
                QueryableState.register(
                        getRuntimeContext().getJobInfo().getJobId(), keyGroups, service);
        queryable.publishRollups(partitions);
    }

    private void registerMetrics() {
        for (Resolution resolution : Resolution.values()) {
            getMetricGroup()
                    .addGroup(WINDOWS_GROUP, resolution.name().toLowerCase(Locale.ROOT))
                    .gauge(WINDOWS, (Gauge<Integer>) () -> windows(resolution));
        }
    }

    /** Called by any thread. */
    private int windows(Resolution resolution) {
        return partitions.values().stream()
                .mapToInt(
                        partition ->
                                partition
                                        .windows(resolution, Long.MIN_VALUE, Long.MAX_VALUE)
                                        .size())
                .sum();
    }

    private static MapStateDescriptor<Long, RollupWindow> descriptor(Resolution resolution) {
        MapStateDescriptor<Long, RollupWindow> descriptor =
                new MapStateDescriptor<>(
                        resolution.name(), Types.LONG, RollupWindowSerializer.TYPE);
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(resolution.keptToCompare().plus(resolution.step()))
                        .updateTtlOnCreateAndWrite()
                        .neverReturnExpired()
                        .build());
        return descriptor;
    }

    /** Makes the windows of the checkpoint queryable. */
    private void restore() throws Exception {
        for (Resolution resolution : Resolution.values()) {
            List<Object> keys;
            try (Stream<Object> all =
                    getKeyedStateBackend().getKeys(resolution.name(), VoidNamespace.INSTANCE)) {
                keys = all.toList();
            }
            for (Object key : keys) {
                setCurrentKey(key);
                for (RollupWindow window : states.get(resolution.ordinal()).values()) {
                    partitions.get(window.partition()).restore(window);
                }
            }
        }
    }

    @Override
    public void processElement(StreamRecord<RollupWindow> element) throws Exception {
        RollupWindow closed = element.getValue();
        MapState<Long, RollupWindow> known = states.get(closed.resolution().ordinal());
        RollupWindow before = known.get(closed.startNanos());
        RollupWindow window = before == null ? closed : before.plus(closed);
        known.put(window.startNanos(), window);
        partitions.get(window.partition()).add(window);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        for (Map.Entry<Integer, RollupPartition> entry : partitions.entrySet()) {
            RollupPartition partition = entry.getValue();
            partition.complete(EventTimeBuckets.completeNanos(mark.getTimestamp()));
            for (Resolution resolution : Resolution.values()) {
                for (long start : partition.forget(resolution)) {
                    setCurrentKey(flinkKeys[entry.getKey()]);
                    states.get(resolution.ordinal()).remove(start);
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (queryable != null) {
            queryable.keep(() -> {});
            queryable = null;
        }
        super.close();
    }
}
