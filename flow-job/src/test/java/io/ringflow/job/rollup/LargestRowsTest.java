package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.rollup.answer.RollupKey;
import io.ringflow.model.IpAddress;
import io.ringflow.model.state.query.Dimension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestRowsTest {

    private static RollupKey host(int number) {
        return RollupKey.of(Dimension.ADDR, IpAddress.v4(number).toString());
    }

    private static RollupTable flood(List<Integer> hosts) {
        RollupTable table = new RollupTable();
        for (int host : hosts) {
            RollupFixture.add(table, host(host), host % 100, 1, 1);
        }
        return table;
    }

    @Test
    void keepsLargestKeysAndSumsUpTheOthers() {
        List<Integer> hosts = new ArrayList<>();
        for (int host = 0; host < 50_000; host++) {
            hosts.add(host);
        }
        RollupColumns columns = LargestRows.of(flood(hosts), true);
        assertThat(columns.size()).isEqualTo(LargestRows.KEPT);
        RollupSums all = new RollupSums().add(columns, Dimension.ADDR);
        assertThat(all.packets).isEqualTo(50_000);
        assertThat(all.bytes).isEqualTo(500L * 99 * 50);
        for (int row = 0; row < columns.size(); row++) {
            // 500 keys have the same, largest number of bytes: the smallest of them are kept.
            assertThat(columns.bytes(row)).isEqualTo(99);
            assertThat(columns.low(row)).isEqualTo(IpAddress.v4(99 + 100 * row).low());
        }
        assertThat(columns.leavesOut(Dimension.ADDR)).isTrue();
        assertThat(columns.leavesOut(Dimension.PORT)).isFalse();
    }

    @Test
    void keepsSameKeysInAnyOrderOfArrival() {
        List<Integer> hosts = new ArrayList<>();
        for (int host = 0; host < 5_000; host++) {
            hosts.add(host);
        }
        var expected = RollupFixture.read(LargestRows.of(flood(hosts), false));
        Collections.shuffle(hosts, new Random(3));
        assertThat(RollupFixture.read(LargestRows.of(flood(hosts), false))).isEqualTo(expected);
    }

    @Test
    void countsNewKeysAsOtherIfTheTableIsFull() {
        RollupTable table = new RollupTable(10);
        for (int host = 0; host < 100; host++) {
            RollupFixture.add(table, host(host), 5, 1, 1);
        }
        RollupFixture.add(table, RollupKey.of(Dimension.DNS_QUERY, "late.example"), 7, 1, 1);
        // Dimensions with few keys always get a row.
        RollupFixture.add(table, RollupKey.of(Dimension.PROTOCOL, "tcp"), 9, 1, 1);
        RollupFixture.add(table, RollupKey.of(Dimension.HOST, "here"), 9, 1, 1);
        assertThat(RollupFixture.read(RollupFixture.all(table)))
                .containsEntry("ADDR other", List.of(450L, 90L, 90L, 0L))
                .containsEntry("DNS_QUERY other", List.of(7L, 1L, 1L, 0L))
                .containsEntry("PROTOCOL tcp", List.of(9L, 1L, 1L, 0L))
                .containsEntry("HOST here", List.of(9L, 1L, 1L, 0L))
                .hasSize(14);
    }
}
