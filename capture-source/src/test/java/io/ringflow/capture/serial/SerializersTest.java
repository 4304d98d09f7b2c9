package io.ringflow.capture.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SerializersTest {

    private static final LiveSplit LIVE = new LiveSplit("a", "eth0", 1, 2);
    private static final FileSplit FILE =
            new FileSplit("x", List.of(List.of("a", "b"), List.of("c")), 3, 99);

    @Test
    void serializesSplitsToGoldenBytes() throws Exception {
        CaptureSplitSerializer serializer = new CaptureSplitSerializer();
        assertThat(HexFormat.of().formatHex(serializer.serialize(LIVE)))
                .isEqualTo("01" + "000161" + "000465746830" + "0000000100000002");
        assertThat(HexFormat.of().formatHex(serializer.serialize(FILE)))
                .isEqualTo(
                        "02"
                                + "000178"
                                + "00000002"
                                + "00000002"
                                + "000161"
                                + "000162"
                                + "00000001"
                                + "000163"
                                + "00000003"
                                + "0000000000000063");
        for (CaptureSplit split : List.of(LIVE, FILE)) {
            assertThat(serializer.deserialize(2, serializer.serialize(split))).isEqualTo(split);
        }
        assertThatThrownBy(() -> serializer.deserialize(1, serializer.serialize(FILE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 1");
    }

    @Test
    void serializesEnumeratorStateToGoldenBytes() throws Exception {
        CaptureEnumeratorStateSerializer serializer = new CaptureEnumeratorStateSerializer();
        CaptureEnumeratorState state = new CaptureEnumeratorState(true, List.of(FILE));
        byte[] bytes = serializer.serialize(state);
        assertThat(HexFormat.of().formatHex(bytes)).startsWith("01" + "00000002" + "00000001");
        assertThat(serializer.deserialize(1, bytes)).isEqualTo(state);
        assertThatThrownBy(() -> serializer.deserialize(9, bytes)).isInstanceOf(IOException.class);
    }

    private static PacketBatch batch() {
        PacketBatch batch = new PacketBatch(4);
        Observer observer = new Observer("a", "eth0");
        batch.reset(observer, 10);
        batch.size = 1;
        batch.timeNanos[0] = 11;
        batch.srcLow[0] = 12;
        batch.bits[0] = PacketBits.pack(1, 2, 6, 3, PacketBits.VLAN_PRESENT | 4);
        batch.ipBytes[0] = 60;
        batch.ipBits[0] = PacketBits.packIp(true, 5, 2);
        batch.tcpNumbers[0] = TcpBits.numbers(7, 8);
        batch.tcpSizes[0] = TcpBits.sizes(20, 9);
        batch.details.rtt(batch.detailOf(0), 77);
        batch.frames = 2;
        batch.countUndecoded(Undecoded.NOT_IP);
        batch.undecodedTypes.add(UnknownType.ETHERTYPE.pack(0x88cc), 1);
        batch.newestNanos = 11;
        batch.captureNanos = 5;
        batch.member = 1;
        batch.framesBefore = 40;
        batch.dropsBefore = 9;
        batch.gap = new CaptureGap(observer, 1, 2, 3, CaptureGap.Cause.DROPS);
        return batch;
    }

    @Test
    void restoresPacketBatches() throws Exception {
        PacketBatch batch = batch();
        DataOutputSerializer out = new DataOutputSerializer(64);
        PacketBatchSerializer serializer = new PacketBatchSerializer();
        serializer.serialize(batch, out);
        PacketBatch read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields(
                        "timeNanos",
                        "srcHigh",
                        "srcLow",
                        "dstHigh",
                        "dstLow",
                        "bits",
                        "ipBytes",
                        "ipBits",
                        "tcpNumbers",
                        "tcpSizes",
                        "detail",
                        "details")
                .isEqualTo(batch);
        assertThat(read.bits[0]).isEqualTo(batch.bits[0]);
        assertThat(read.srcLow[0]).isEqualTo(12);
        assertThat(read.ipBits[0]).isEqualTo(batch.ipBits[0]);
        assertThat(read.tcpNumbers[0]).isEqualTo(batch.tcpNumbers[0]);
        assertThat(read.tcpSizes[0]).isEqualTo(batch.tcpSizes[0]);
        assertThat(Details.rtt(read.details.words, read.detail[0])).isEqualTo(77);
    }

    @Test
    void rejectsBatchOfNewerVersion() throws Exception {
        PacketBatchSerializer serializer = new PacketBatchSerializer();
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(batch(), out);
        byte[] newer = out.getCopyOfBuffer();
        newer[0] = 4;
        assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(newer)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer");
    }
}
