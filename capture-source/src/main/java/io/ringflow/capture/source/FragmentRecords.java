package io.ringflow.capture.source;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fold.FragmentFold;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.ShardSender;
import io.ringflow.capture.log.FragmentMerger;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Records of a job that tracks flows: the fragments of a closed bucket in a batch for each shard,
 * each gap in a batch for every shard, and the report in a batch of its own.
 *
 * @param fold how packets are folded
 * @param connections which TCP connections are followed
 * @param shards number of shards: the job's max parallelism
 */
record FragmentRecords(FoldSettings fold, DecodeSettings.Connections connections, int shards)
        implements CaptureRecords<BucketFragments, FragmentBatch> {

    private static final long serialVersionUID = 1;

    @Override
    public CaptureFold<BucketFragments> newFold(Observer observer, long hashSeed) {
        return new FragmentFold(observer, fold, connections, hashSeed);
    }

    @Override
    public Merger<BucketFragments> merger() {
        return new FragmentMerger();
    }

    @Override
    public EventTimeBuckets eventTime() {
        return fold.eventTime();
    }

    @Override
    public BucketFragments movedUp(
            BucketFragments fragments, CaptureReport report, long newestNanos) {
        long open = eventTime().oldestOpenBucket(newestNanos);
        if (fragments.bucketNanos >= open) {
            return fragments;
        }
        report.latePackets += fragments.packetsOnTime();
        return fragments.late(open, newestNanos);
    }

    @Override
    public Emitter<BucketFragments, FragmentBatch> newEmitter(int subtask) {
        return new FragmentEmitter(shards, subtask, eventTime());
    }

    private static final class FragmentEmitter implements Emitter<BucketFragments, FragmentBatch> {

        private final ShardSender sender;
        private final int subtask;
        private final EventTimeBuckets eventTime;

        /** Where batches go now. */
        private SourceOutput<FragmentBatch> output;

        FragmentEmitter(int shards, int subtask, EventTimeBuckets eventTime) {
            this.sender = new ShardSender(shards, batch -> output.collect(batch));
            this.subtask = subtask;
            this.eventTime = eventTime;
        }

        @Override
        public void emit(
                CaptureReport report, BucketFragments payload, SourceOutput<FragmentBatch> to) {
            output = to;
            for (CaptureGap gap : report.gaps) {
                sender.broadcast(report.observer, gap, Long.MIN_VALUE);
            }
            if (payload != null) {
                sender.send(report.observer, payload);
            }
            sender.report(report, subtask);
            output.emitWatermark(new Watermark(eventTime.watermarkMillis(report.newestNanos)));
        }
    }
}
