package io.ringflow.job.operator;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.job.publish.QueryableState;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.job.rollup.RollupBatch;
import io.ringflow.job.rollup.TaskRollups;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.track.FlowChanges;
import io.ringflow.job.track.FlowShard;
import io.ringflow.job.track.FlowShardSerializer;
import io.ringflow.job.track.FoldOutput;
import io.ringflow.job.track.FoldRules;
import io.ringflow.job.track.TaskShards;
import io.ringflow.model.Flow;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the flows of its shards in keyed state. It buffers fragments until the watermark passes
 * their bucket, then folds them and emits flow records. The shards are queryable while it runs.
 *
 * <p>The shard is fetched from the state for each batch, because Flink replaces it by a copy while
 * a checkpoint runs and keeps the old object for the snapshot.
 */
public final class FlowTracker extends KeyedProcessFunction<Integer, FragmentBatch, Flow> {

    /** Accumulator: flows ended, set at the end of the capture. */
    public static final String FLOWS = "flows";

    private static final long serialVersionUID = 1;

    /** The state that holds a shard. */
    static final ValueStateDescriptor<FlowShard> STATE =
            new ValueStateDescriptor<>("shard", FlowShardSerializer.TYPE);

    /** Whether the memory of each process limits the number of flows. */
    private final boolean limitedByMemory;

    private final boolean emits;
    private final boolean queries;
    private final StateService service;
    private FoldRules rules;
    private transient ValueState<FlowShard> state;
    private transient QueryableState queryable;
    private transient LongCounter flows;
    private transient KeyGroupRange own;
    private transient FlowRollups rollups;
    private transient TaskShards taskShards;
    private transient TrackerMetrics metrics;
    private transient DueTimers dueTimers;

    /** Key of the shard whose fold has started and not ended; null if there is none. */
    private transient Integer folding;

    /** Newest event time of the capture, as far as it was reported. */
    private transient long newestNanos;

    /** Sums of the shards that the current watermark advances. */
    private transient TaskRollups sums;

    /**
     * Creates a tracker.
     *
     * @param settings the settings of flows
     * @param shards number of shards: the job's max parallelism
     * @param records which records are emitted
     * @param queries sum up the traffic for queries
     * @param service offers the shards to other processes
     */
    public FlowTracker(
            FlowSettings settings,
            int shards,
            FlowRecords records,
            boolean queries,
            StateService service) {
        this.service = service;
        this.emits = records != FlowRecords.NONE;
        this.rules = FoldRules.of(settings, shards, records);
        this.limitedByMemory = settings.maxFlows() == FlowSettings.AUTO;
        this.queries = queries;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(STATE);
        taskShards = new TaskShards();
        sums = new TaskRollups();
        metrics = new TrackerMetrics(getRuntimeContext().getMetricGroup());
        dueTimers = new DueTimers();
        newestNanos = Long.MIN_VALUE;
        rollups = queries ? new FlowRollups(sums) : FlowRollups.none();
        flows = new LongCounter();
        getRuntimeContext().addAccumulator(FLOWS, flows);
        TaskInfo task = getRuntimeContext().getTaskInfo();
        int shards = task.getMaxNumberOfParallelSubtasks();
        JobID job = getRuntimeContext().getJobInfo().getJobId();
        queryable = QueryableState.register(job, shards, service);
        getRuntimeContext()
                .registerUserCodeClassLoaderReleaseHookIfAbsent(
                        "ringflow-kept-state", () -> QueryableState.forget(job));
        own =
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        shards, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
        RowBudget.PROCESS.join(own.getNumberOfKeyGroups());
    }

    /** Publishes a restored shard. */
    void restored(int shardKey, FlowShard shard) {
        taskShards.adopt(shard);
        metrics.changed(shardKey, shard);
        queryable.publish(shardKey, shard);
    }

    /** A snapshot starts; called before Flink looks at the shards. */
    void snapshotStarts(long checkpoint) {
        taskShards.snapshotStarts(checkpoint);
    }

    /** A checkpoint is complete or was aborted. */
    void snapshotEnded(long checkpoint) {
        taskShards.snapshotEnded(checkpoint);
    }

    /** Answers for the shards of the task from now on; the restored ones are published. */
    void answer() {
        queryable.answerFor(own);
    }

    /** Hands over the sums of the shards; called when all of them have folded. */
    void drainSums(Consumer<RollupBatch> output) {
        sums.drainTo(output);
    }

    /**
     * Notes that all shards have folded what a watermark completes. At the end of the capture this
     * is everything up to its newest packet.
     */
    void folded(long watermark) {
        long complete = EventTimeBuckets.completeNanos(watermark);
        if (complete != Long.MAX_VALUE) {
            queryable.complete(complete);
        } else if (newestNanos != Long.MIN_VALUE) {
            queryable.complete(newestNanos + 1);
        }
    }

    @Override
    public void processElement(FragmentBatch batch, Context context, Collector<Flow> output)
            throws Exception {
        FlowShard shard = shard(context);
        shard.accept(batch);
        metrics.buffered(context.getCurrentKey(), shard);
        newestNanos = Math.max(newestNanos, batch.newestNanos);
        if (batch.count > 0) {
            long end = batch.bucketNanos + rules.eventTime().bucketNanos();
            context.timerService().registerEventTimeTimer(EventTimeBuckets.lastMillis(end));
        }
    }

    private FlowShard shard(Context context) throws Exception {
        FlowShard shard = state.value();
        if (shard == null) {
            shard = new FlowShard();
            taskShards.adopt(shard);
            state.update(shard);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        queryable.publish(context.getCurrentKey(), shard);
        return shard;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Flow> output)
            throws Exception {
        FlowShard shard = state.value();
        queryable.publish(context.getCurrentKey(), shard);
        dueTimers.fired(context.getCurrentKey(), timestamp);
        // Not the timer's own time: at the end of the capture all flows end, though none is due.
        long complete = EventTimeBuckets.completeNanos(context.timerService().currentWatermark());
        FlowChanges changes = queryable.followed() ? new FlowChanges() : null;
        limitRows();
        long next;
        long start = System.nanoTime();
        long locked = start;
        shard.lock().lock();
        try {
            locked = System.nanoTime();
            folding = context.getCurrentKey();
            shard.advance(
                    complete,
                    rules,
                    new FoldOutput(rollups, emits ? output::collect : null, changes));
            next = shard.nextDueNanos(rules);
            folding = null;
            metrics.changed(context.getCurrentKey(), shard);
        } finally {
            shard.lock().unlock();
        }
        metrics.folded(locked - start, System.nanoTime() - locked);
        if (changes != null) {
            queryable.changed(changes);
        }
        if (timestamp == Long.MAX_VALUE) {
            flows.add(shard.totals().endedFlows());
        } else if (next != Long.MAX_VALUE) {
            long boundary = rules.eventTime().bucketOf(next - 1) + rules.eventTime().bucketNanos();
            long due = Math.max(timestamp + 1, EventTimeBuckets.lastMillis(boundary));
            setDueTimer(context.timerService(), context.getCurrentKey(), shard, due);
        }
    }

    private void setDueTimer(TimerService timers, int shardKey, FlowShard shard, long millis) {
        if (dueTimers.isNeeded(shardKey, millis)) {
            dueTimers
                    .set(shardKey, millis)
                    .ifPresent(
                            replaced -> {
                                if (isAfterBuckets(shard, replaced)) {
                                    timers.deleteEventTimeTimer(replaced);
                                }
                            });
            timers.registerEventTimeTimer(millis);
        }
    }

    /** Returns true if a timer is not one that a bucket needs. */
    private boolean isAfterBuckets(FlowShard shard, long millis) {
        EventTimeBuckets buckets = rules.eventTime();
        long end = buckets.bucketOf(shard.newestNanos()) + buckets.bucketNanos();
        return millis > EventTimeBuckets.lastMillis(end);
    }

    /** Returns true if a restored timer of the current key was set for a due flow. */
    boolean isDueTimer(long millis) throws Exception {
        return millis != Long.MAX_VALUE && isAfterBuckets(state.value(), millis);
    }

    /**
     * Takes over the timers for due flows of a restored shard.
     *
     * @return those that are not needed
     */
    Set<Long> restoredDueTimers(int shardKey, Set<Long> millis) {
        return dueTimers.restored(shardKey, millis);
    }

    private void limitRows() {
        int most = limitedByMemory ? RowBudget.PROCESS.rowsOfShard() : rules.maxRows();
        if (most != rules.maxRows()) {
            rules = rules.withMaxRows(most);
        }
    }

    @Override
    public void close() {
        if (own != null) {
            RowBudget.PROCESS.leave(own.getNumberOfKeyGroups());
            own = null;
        }
        if (queryable == null) {
            return;
        }
        if (queries) {
            if (folding != null) {
                queryable.withdraw(folding); // half folded
            }
            taskShards.keepCurrent();
            queryable.keep(taskShards::close);
        } else {
            queryable.withdraw();
            taskShards.close();
        }
        queryable = null;
    }
}
