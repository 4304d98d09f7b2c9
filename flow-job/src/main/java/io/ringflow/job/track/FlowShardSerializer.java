package io.ringflow.job.track;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes shards for checkpoints, and copies them while a checkpoint runs. */
public final class FlowShardSerializer extends RecordSerializer<FlowShard> {

    /** Type information of shards. */
    public static final RecordType<FlowShard> TYPE =
            new RecordType<>(FlowShard.class, new FlowShardSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<FlowShard> {
        public Snapshot() {
            super(FlowShardSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<FlowShard> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int oldestVersion() {
        return FragmentLayout.VERSION;
    }

    @Override
    protected int version() {
        return FragmentLayout.VERSION;
    }

    @Override
    protected void write(FlowShard shard, DataOutputView out) throws IOException {
        shard.write(out);
    }

    @Override
    protected FlowShard read(int version, DataInputView in) throws IOException {
        return FlowShard.read(in);
    }

    @Override
    public FlowShard copy(FlowShard from) {
        return from.copy();
    }
}
