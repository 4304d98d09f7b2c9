package io.ringflow.job.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringflow.model.state.StateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupTableTest {

    @Test
    void sumsLikeMap() {
        Random random = new Random(5);
        GroupTable one = new GroupTable(2);
        GroupTable other = new GroupTable(2);
        Map<List<Long>, Long> expected = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            long[] key = {random.nextInt(60), random.nextInt(60) - 30};
            long bytes = random.nextInt(1000);
            (random.nextBoolean() ? one : other).add(key, 0, bytes, 1, 2);
            expected.merge(List.of(key[0], key[1]), bytes, Long::sum);
        }
        one.addAll(other);

        Map<List<Long>, Long> found = new HashMap<>();
        long flows = 0;
        for (int entry = 0; entry < one.count(); entry++) {
            found.put(List.of(one.key(entry, 0), one.key(entry, 1)), one.sum(entry, 0));
            flows += one.sum(entry, 2);
        }
        assertThat(found).isEqualTo(expected);
        assertThat(flows).isEqualTo(60_000);
    }

    @Test
    void refusesMoreKeysThanMaximum() {
        GroupTable table = new GroupTable(1);
        for (long key = 0; key < GroupTable.MAX_KEYS; key++) {
            table.add(new long[] {key}, 0, 1, 1, 1);
        }
        table.add(new long[] {5}, 0, 1, 1, 1);

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> table.add(new long[] {-1}, 0, 1, 1, 1))
                .withMessageContaining("300000 different keys; add a filter");
    }
}
