package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.job.rollup.answer.RollupKey;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Resolution;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RollupSerializersTest {

    /** One key of every kind in the order of the dimensions, distributions, and other keys. */
    private static RollupTable table() {
        RollupTable table = new RollupTable();
        RollupFixture.add(table, RollupKey.of(Dimension.TOTAL, ""), 300, 3, 1);
        RollupFixture.add(table, RollupKey.of(Dimension.HOST, "a"), 300, 3, 1);
        RollupFixture.add(table, RollupKey.of(Dimension.PROTOCOL, "tcp"), -1, 3, 1);
        RollupFixture.add(table, RollupKey.of(Dimension.SRC_ADDR, "10.0.0.1"), 300, 3, 1);
        RollupFixture.add(table, RollupKey.of(Dimension.DST_ADDR, "2001:db8::1"), 300, 3, 1);
        RollupFixture.add(table, RollupKey.of(Dimension.DST_PORT, "443"), 300, 3, 1);
        int total = Dimension.TOTAL.ordinal();
        table.add(total, 0, 0, new RollupSums().setDrops(5));
        table.addOther(Dimension.PORT.ordinal(), new RollupSums().setTraffic(200, 2, 1));
        table.distributions().flowBytes.add(300, 1);
        return table;
    }

    private static final String COLUMNS =
            "02"
                    + "00"
                    + "d80406020a"
                    + "00000000" // the total, with drops
                    + "02"
                    + "000161"
                    + "d804060200"
                    + "00000000" // a host
                    + "00"
                    + "00000000"
                    + "02"
                    + "0c"
                    + "010602"
                    + "00000000" // a protocol
                    + "02"
                    + "01"
                    + "0a000001"
                    + "d8040602"
                    + "00000000" // IPv4
                    + "02"
                    + "00"
                    + "20010db8000000000000000000000001"
                    + "d8040602"
                    + "00000000"
                    + "00"
                    + "00000000"
                    + "02"
                    + "f606"
                    + "d8040602"
                    + "00000000" // a port
                    + "00"
                    + "90030402"
                    + "00" // other keys of a dimension
                    + "0000000000".repeat(5)
                    + "32" // distributions: none of packets, one of flows, none of durations
                    + "00000000"
                    + "00000005"
                    + "0501be0402"
                    + "000000000000012c"
                    + "00000000";

    private static final String SUMS =
            "0000005d" // bytes
                    + "0c" // rows
                    + "00"
                    + "00"
                    + "d80406020a" // the total, with drops
                    + "01"
                    + "000161"
                    + "d804060200" // a host
                    + "03"
                    + "0c"
                    + "010602" // a protocol
                    + "04"
                    + "01"
                    + "0a000001"
                    + "d8040602" // IPv4
                    + "05"
                    + "00"
                    + "20010db8000000000000000000000001"
                    + "d8040602"
                    + "07"
                    + "f606"
                    + "d8040602" // a port
                    + "08"
                    + "90030402"
                    + "00" // other keys of a dimension
                    + "0e" // the end
                    + "00000000" // distributions: no packets, one flow, no durations
                    + "00000005"
                    + "0501be0402"
                    + "000000000000012c"
                    + "00000000";

    private static <T> String hex(RecordSerializer<T> serializer, T record) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(record, out);
        return HexFormat.of().formatHex(out.getCopyOfBuffer());
    }

    private static <T> T read(RecordSerializer<T> serializer, String hex) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(hex)));
    }

    @Test
    void writesBatchesInTheGoldenFormat() throws Exception {
        RollupBatchSerializer serializer = new RollupBatchSerializer();
        String golden = "01" + "00000002" + "0000000000000007" + SUMS;
        RollupBatch batch = new RollupBatch(2, 7, table().encode());
        assertThat(hex(serializer, batch)).isEqualTo(golden);
        RollupBatch read = read(serializer, golden);
        assertThat(read.partition()).isEqualTo(2);
        assertThat(read.startNanos()).isEqualTo(7);
        assertThat(RollupFixture.read(RollupFixture.columns(read)))
                .isEqualTo(RollupFixture.read(RollupFixture.all(table())));
        assertThat(hex(serializer, read)).isEqualTo(golden);
        assertThatThrownBy(() -> read(serializer, "02" + golden.substring(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer");
    }

    @Test
    void writesWindowsInTheGoldenFormat() throws Exception {
        RollupWindowSerializer serializer = new RollupWindowSerializer();
        String golden = "01" + "01" + "00000002" + "0000000df8475800" + COLUMNS;
        RollupWindow window =
                new RollupWindow(
                        Resolution.MINUTE, 2, 60_000_000_000L, LargestRows.of(table(), true));
        assertThat(hex(serializer, window)).isEqualTo(golden);
        RollupWindow read = read(serializer, golden);
        assertThat(read.resolution()).isEqualTo(Resolution.MINUTE);
        assertThat(read.startNanos()).isEqualTo(60_000_000_000L);
        assertThat(hex(serializer, read)).isEqualTo(golden);
    }

    @Test
    void writesOpenSumsInTheGoldenFormatAndContinuesThem() throws Exception {
        RollupTableSerializer serializer = new RollupTableSerializer();
        assertThat(hex(serializer, table())).isEqualTo("01" + SUMS);
        RollupTable copy = serializer.copy(table());
        RollupTable twice = table();
        twice.add(copy.encode());
        copy.add(RollupFixture.all(table()));
        assertThat(RollupFixture.read(LargestRows.of(copy, true)))
                .isEqualTo(RollupFixture.read(LargestRows.of(twice, true)));
    }
}
