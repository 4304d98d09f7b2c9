package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.serial.StateFormat;
import io.ringflow.model.state.query.Dimension;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.junit.jupiter.api.Test;

class RollupSerializersTest {

    private final RollupTableSerializer serializer = new RollupTableSerializer();

    @Test
    void continuesOpenSumsThatWereWritten() throws IOException {
        byte[] written = StateFormat.write(serializer, RollupFixture.sample());
        continues(serializer.deserialize(new DataInputDeserializer(written)));
    }

    @Test
    void continuesOpenSumsThatWereCopied() {
        continues(serializer.copy(RollupFixture.sample()));
    }

    private static void continues(RollupTable copy) {
        RollupTable twice = RollupFixture.sample();
        twice.add(copy.encode());
        copy.add(RollupFixture.all(RollupFixture.sample()));
        assertThat(RollupFixture.read(LargestRows.of(copy, true)))
                .isEqualTo(RollupFixture.read(LargestRows.of(twice, true)));
        assertThat(copy.distributions().encode()).isEqualTo(twice.distributions().encode());
    }

    @Test
    void changesOfACopyLeaveTheOriginalAsItWas() {
        RollupTable table = RollupFixture.sample();
        addPorts(table, 300);
        byte[] before = table.encode();

        RollupTable copy = serializer.copy(table);
        assertThat(copy.encode()).isEqualTo(before);
        addPorts(copy, 1000);
        copy.add(Dimension.TLS_SNI.ordinal(), "new.example", traffic());
        copy.addOther(Dimension.PORT.ordinal(), traffic());
        copy.distributions().flowBytes.add(7, 1);

        assertThat(table.encode()).isEqualTo(before);
        assertThat(copy.count()).isGreaterThan(table.count());
    }

    private static void addPorts(RollupTable table, int ports) {
        for (int port = 0; port < ports; port++) {
            table.add(Dimension.PORT.ordinal(), 0, port, traffic());
        }
    }

    private static RollupSums traffic() {
        RollupSums sums = new RollupSums();
        sums.setTraffic(100, 1, 1);
        return sums;
    }
}
