package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.query.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareTablesTest {

    private final SpareTables tables = SpareTables.ofThread();

    @AfterEach
    void forgetTables() {
        SpareTables.forget();
    }

    private static RollupTable table(int addresses) {
        RollupTable table = new RollupTable();
        RollupSums sums = new RollupSums();
        sums.setTraffic(100, 1, 1);
        for (int address = 0; address < addresses; address++) {
            table.add(Dimension.SRC_ADDR.ordinal(), 0, address, sums);
        }
        return table;
    }

    @Test
    void handsOutTablesOfClosedWindowsWithoutTheirRows() {
        RollupTable closed = table(1000);
        tables.give(closed);

        RollupTable next = tables.take();

        assertThat(next).isSameAs(closed);
        assertThat(next.isEmpty()).isTrue();
        next.add(table(3).encode());
        assertThat(next.encode()).isEqualTo(table(3).encode());
        assertThat(tables.take()).isNotSameAs(closed);
    }

    @Test
    void forgetsLargeTablesAndMoreThanTheWindowsOfATaskNeed() {
        RollupTable large = table(20_000);
        tables.give(large);
        assertThat(tables.take()).isNotSameAs(large);

        List<RollupTable> given = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            given.add(table(1));
            tables.give(given.getLast());
        }
        long kept = 0;
        while (given.contains(tables.take())) {
            kept++;
        }
        assertThat(kept).isEqualTo(3 * RollupKeys.PARTITIONS);
    }

    @Test
    void eachThreadHasItsOwn() {
        assertThat(SpareTables.ofThread()).isSameAs(tables);
        assertThat(CompletableFuture.supplyAsync(SpareTables::ofThread).join()).isNotSameAs(tables);
    }
}
