package io.ringflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fold.FragmentFold;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Observer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tables make of scans by somebody who wants all flows to meet in one place. */
class CollidingAddressesTest {

    private static final int FRAMES = 3_000;
    private static final int GROUP = 20;
    private static final int SHARDS = 16;
    private static final Observer OBSERVER = new Observer("h", "i");
    private static final FoldSettings SETTINGS =
            new FoldSettings(
                    new EventTimeBuckets(1_000_000_000, 1_000_000_000),
                    true,
                    true,
                    FoldSettings.PART_ROWS,
                    true);

    /** With the seed of replays, which everybody knows. */
    private final FragmentFold fold =
            new FragmentFold(OBSERVER, SETTINGS, DecodeSettings.Connections.DEFAULT, 0);

    private final int[] flowsOfShards = new int[SHARDS];
    private long longProbes;

    @ParameterizedTest
    @EnumSource(names = {"RANDOM", "ZERO", "SUMS"})
    void findsFlowsOfScansNearTheirPlacesAndSpreadsThemOverTheShards(FlowAddresses addresses) {
        long packets =
                FrameTrain.ofScan(addresses, FRAMES)
                        .feed(
                                new CaptureDecoder(DecodeSettings.DEFAULT),
                                new PacketBatch(GROUP),
                                fold::add);
        fold.end();
        countClosed();

        assertThat(packets).isEqualTo(FRAMES);
        assertThat(longProbes).isZero();
        int flows = TrafficProfile.MANY.flows(FRAMES);
        assertThat(Arrays.stream(flowsOfShards).sum()).isEqualTo(flows);
        // 125 flows a shard, with a deviation of 11.
        assertThat(Arrays.stream(flowsOfShards).max().orElseThrow()).isLessThan(2 * flows / SHARDS);
    }

    private void countClosed() {
        for (var closed = fold.poll(); closed != null; closed = fold.poll()) {
            longProbes += closed.report().anomalies[Anomaly.LONG_PROBE.ordinal()];
            BucketFragments fragments = closed.payload();
            for (int row = 0; fragments != null && row < fragments.count; row++) {
                long hash = fragments.rows[row * FragmentLayout.WORDS + FragmentLayout.HASH];
                flowsOfShards[FragmentLayout.shard(hash, SHARDS)]++;
            }
        }
    }
}
