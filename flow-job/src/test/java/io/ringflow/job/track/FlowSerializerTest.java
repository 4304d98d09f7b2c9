package io.ringflow.job.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ringflow.capture.fragment.Packet;
import io.ringflow.model.Flow;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class FlowSerializerTest {

    private final FlowSerializer serializer = new FlowSerializer();
    private final DataOutputSerializer out = new DataOutputSerializer(64);

    private static Flow flow() {
        Packet syn = Packet.tcp(ShardHarness.ms(0), Packet.SYN);
        return ShardHarness.plain().see(syn).advance(1_000).held().getFirst();
    }

    @Test
    void readsWhatItWrote() throws IOException {
        serializer.serialize(flow(), out);
        serializer.serialize(flow(), out);

        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThat(serializer.deserialize(in)).isEqualTo(flow());
        assertThat(serializer.deserialize(in)).isEqualTo(flow());
        assertThat(in.available()).isZero();
    }

    @Test
    void rejectsLayoutOfOlderVersion() throws IOException {
        serializer.serialize(flow(), out);
        byte[] bytes = out.getCopyOfBuffer();
        bytes[0] = 1;

        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(new DataInputDeserializer(bytes)))
                .withMessageContaining("versions 2 to 2")
                .withMessageEndingWith("written by an older Ringflow");
    }
}
