package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.IpAddress;
import io.ringflow.model.state.query.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRollupsTest {

    private static final int SHARDS = 20;

    private final TaskRollups task = new TaskRollups();
    private final List<RollupBatch> sent = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void sumsUpShardsByBucketAndPartition(int seed) {
        Random random = new Random(seed);
        Map<String, RollupTable> expected = new TreeMap<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            for (long bucket = 1; bucket <= 3; bucket++) {
                int partition = random.nextInt(RollupKeys.PARTITIONS);
                RollupTable sums = randomTable(random);
                task.add(partition, bucket, sums);
                expected.computeIfAbsent(bucket + "/" + partition, at -> new RollupTable())
                        .add(sums.encode());
                sums.clear(); // as a shard does for its next bucket
            }
        }

        task.drainTo(sent::add);

        assertThat(sent).hasSameSizeAs(expected.keySet());
        assertThat(sent).extracting(RollupBatch::startNanos).isSorted();
        for (RollupBatch batch : sent) {
            RollupColumns found = RollupFixture.columns(batch);
            RollupColumns wanted =
                    RollupFixture.all(expected.get(batch.startNanos() + "/" + batch.partition()));
            assertThat(RollupFixture.read(found)).isEqualTo(RollupFixture.read(wanted));
            assertThat(found.distributions()).isEqualTo(wanted.distributions());
        }
    }

    @Test
    void memoryOfTheLastBucketIsEmptyForTheNext() {
        RollupTable large = randomTable(new Random(1));
        RollupTable next = new RollupTable();
        next.add(Dimension.PORT.ordinal(), 0, 41, new RollupSums());
        task.add(1, 1, large);
        task.drainTo(sent::add);
        sent.clear();

        task.add(1, 2, next);
        task.drainTo(sent::add);

        assertThat(sent).hasSize(1);
        assertThat(RollupFixture.read(RollupFixture.columns(sent.getFirst())))
                .isEqualTo(RollupFixture.read(RollupFixture.all(next)));
    }

    @Test
    void forgetsWhatItHandedOver() {
        task.add(0, 1, randomTable(new Random(1)));
        task.drainTo(sent::add);
        sent.clear();
        task.drainTo(sent::add);
        assertThat(sent).isEmpty();
    }

    /** More keys than one page holds: addresses, ports, names, keys without a row. */
    private static RollupTable randomTable(Random random) {
        RollupTable table = new RollupTable(500);
        RollupSums sums = new RollupSums();
        for (int i = 0; i < 700; i++) {
            sums.setTraffic(random.nextInt(1500), random.nextInt(3), random.nextInt(2));
            sums.drops = 0;
            table.add(
                    Dimension.SRC_ADDR.ordinal(), 0, IpAddress.v4(random.nextInt(900)).low(), sums);
            table.add(Dimension.ADDR.ordinal(), random.nextInt(2), random.nextInt(9), sums);
            table.add(Dimension.PORT.ordinal(), 0, random.nextInt(40), sums);
            table.add(Dimension.TLS_SNI.ordinal(), "name" + random.nextInt(30), sums);
            table.add(Dimension.HOST.ordinal(), "host", sums.setDrops(1));
            table.distributions().flowBytes.add(random.nextInt(1500), 1);
        }
        return table;
    }
}
