package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.FragmentFoldTest.data;
import static io.ringflow.capture.fold.FragmentFoldTest.fold;
import static io.ringflow.capture.fold.FragmentFoldTest.group;
import static io.ringflow.capture.fold.FragmentFoldTest.packets;
import static io.ringflow.capture.fold.FragmentFoldTest.poll;
import static io.ringflow.capture.fold.FragmentFoldTest.word;
import static io.ringflow.capture.fold.TcpPacket.fromClient;
import static io.ringflow.capture.fold.TcpPacket.fromServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Folds random packets. */
class FragmentFoldRandomTest {

    @Test
    void givesTheSameFragmentsForGroupsOfAnySize() {
        for (long seed = 0; seed < 50; seed++) {
            List<TcpPacket> packets = traffic(new Random(seed));
            int partRows = 1 + (int) (seed % 7);
            List<String> expected = fragments(packets, partRows, packets.size());
            assertThat(expected).as("seed %d", seed).hasSizeGreaterThan(100);
            assertThat(fragments(packets, partRows, 1)).as("seed %d", seed).isEqualTo(expected);
            assertThat(fragments(packets, partRows, 7)).as("seed %d", seed).isEqualTo(expected);
            assertThat(fragments(packets, partRows, 32)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void losesNoPacketHoweverManyFlowsComeAndGo() {
        for (int partRows : new int[] {3, 1 << 20}) {
            FragmentFold fold = fold(partRows);
            Random random = new Random(partRows);
            long sum = 0;
            long packets = 200_000;
            for (int i = 0; i < packets; i++) {
                int connection = random.nextInt(2) == 0 ? random.nextInt(50) : i % 50_000;
                PacketBatch group = group(List.of(data(connection, 10_000 + i / 20)));
                if (random.nextBoolean()) {
                    group.tcpSizes[0] = 0;
                }
                fold.add(group);
                sum += sum(fold);
            }
            fold.end();
            assertThat(sum + sum(fold)).isEqualTo(packets);
        }
    }

    private static long sum(FragmentFold fold) {
        long sum = 0;
        for (Closed<BucketFragments> bucket : poll(fold)) {
            for (int row = 0; bucket.payload() != null && row < bucket.payload().count; row++) {
                sum += packets(bucket.payload(), row);
            }
        }
        return sum;
    }

    private static List<String> fragments(List<TcpPacket> packets, int partRows, int groupSize) {
        FragmentFold fold = fold(partRows);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < packets.size(); from += groupSize) {
            int to = Math.min(packets.size(), from + groupSize);
            fold.add(group(packets.subList(from, to)));
            describe(fold, lines);
        }
        fold.end();
        describe(fold, lines);
        return lines;
    }

    private static void describe(FragmentFold fold, List<String> lines) {
        for (Closed<BucketFragments> bucket : poll(fold)) {
            lines.add("newest " + bucket.report().newestNanos);
            BucketFragments fragments = bucket.payload();
            for (int row = 0; fragments != null && row < fragments.count; row++) {
                StringBuilder line = new StringBuilder().append(fragments.bucketNanos);
                for (int word = 0; word < FragmentLayout.WORDS; word++) {
                    line.append(' ').append(word(fragments, row, word));
                }
                lines.add(line.toString());
            }
        }
    }

    /** Packets of a few connections, some late, some with times out of range. */
    private static List<TcpPacket> traffic(Random random) {
        List<TcpPacket> packets = new ArrayList<>();
        long millis = 50_000;
        for (int i = 0; i < 1000; i++) {
            millis += random.nextInt(50) == 0 ? random.nextInt(5000) : random.nextInt(30);
            int connection = random.nextInt(6);
            TcpPacket packet =
                    random.nextBoolean() ? fromClient(connection) : fromServer(connection);
            int[] flags = {
                TcpFlags.SYN, TcpFlags.SYN | TcpFlags.ACK, TcpFlags.ACK, TcpFlags.ACK, TcpFlags.RST
            };
            packet = packet.flags(flags[random.nextInt(5)]).data(random.nextInt(500), 50);
            packet = packet.ack(random.nextInt(500)).window(random.nextInt(3));
            packets.add(
                    packet.atMillis(millis - random.nextInt(random.nextInt(9) == 0 ? 4000 : 3)));
        }
        packets.set(500, packets.get(500).at(TimeText.OUT_OF_RANGE));
        return packets;
    }
}
