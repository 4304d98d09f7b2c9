package io.ringflow.capture.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Observer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardSenderTest {

    private static final int SHARDS = 128;

    @Test
    void sendsEachFragmentOnceToItsShard() {
        Random random = new Random(1);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            packets.add(Packet.udp(i, random.nextInt(60_000)));
        }
        FragmentTable table = Fragments.table(packets);
        int[] sent = new int[1];
        Set<Integer> shardKeys = new HashSet<>();
        int[] expected = ShardKeys.of(SHARDS);
        new ShardSender(
                        SHARDS,
                        batch -> {
                            sent[0] += batch.count;
                            assertThat(shardKeys.add(batch.shardKey)).isTrue();
                            for (int i = 0; i < batch.count; i++) {
                                long hash =
                                        batch.rows[i * FragmentLayout.WORDS + FragmentLayout.HASH];
                                assertThat(expected[FragmentLayout.shard(hash, SHARDS)])
                                        .isEqualTo(batch.shardKey);
                            }
                        })
                .send(
                        new Observer("h", "i"),
                        new BucketFragments(0, table.rows(), table.count(), table.details()));
        assertThat(sent[0]).isEqualTo(table.count());
    }
}
