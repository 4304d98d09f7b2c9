package io.ringflow.capture.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class PacketSizesTest {

    private static Map<Integer, Long> read(PacketSizes sizes) {
        Map<Integer, Long> read = new TreeMap<>();
        sizes.forEach(read::put);
        return read;
    }

    @Test
    void countsPacketsAndTheSegmentsOfSuperFrames() {
        PacketSizes sizes = new PacketSizes();
        sizes.add(40, 1);
        sizes.add(1500, 1);
        sizes.add(15_000, 10);
        assertThat(read(sizes)).isEqualTo(Map.of(40, 1L, 1500, 11L));
    }

    @Test
    void keepsLargeSizesAccurateToOnePercent() {
        for (int size = 2048; size <= 0xffff; size++) {
            PacketSizes sizes = new PacketSizes();
            sizes.add(size, 1);
            int found = read(sizes).keySet().iterator().next();
            assertThat(Math.abs(found - size)).isLessThanOrEqualTo(size / 100);
        }
    }

    @Test
    void readsWhatItWrites() throws Exception {
        PacketSizes sizes = new PacketSizes();
        sizes.add(0, 1);
        sizes.add(70_000, 1);
        DataOutputSerializer out = new DataOutputSerializer(64);
        sizes.write(out);
        PacketSizes copy = new PacketSizes();
        copy.read(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read(copy)).isEqualTo(read(sizes)).hasSize(2);
    }
}
