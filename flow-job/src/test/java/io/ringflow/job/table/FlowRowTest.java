package io.ringflow.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Details;
import io.ringflow.model.EndReason;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.util.Random;
import org.apache.flink.core.memory.MemorySegment;
import org.junit.jupiter.api.Test;

class FlowRowTest {

    /** Rows are tested between others, which must not change. */
    private static final int OFFSET = FlowRow.WORDS * Long.BYTES;

    private final long[] words = new Random(1).longs(3L * FlowRow.WORDS).toArray();
    private final MemorySegment memory = RowFixture.memory(words);
    private final FlowRow row = new FlowRow().edit(memory, OFFSET);
    private final long[] fragment = new long[FragmentLayout.WORDS];

    private void start() {
        fragment[FragmentLayout.A_LOW] = 11;
        fragment[FragmentLayout.B_HIGH] = 12;
        fragment[FragmentLayout.KEY] =
                40_000L << 48
                        | 443L << 32
                        | (long) Protocols.TCP << 24
                        | FragmentLayout.LATE
                        | FragmentLayout.IPV6;
        fragment[FragmentLayout.HASH] = 0x1234_5678L << 32;
        fragment[FragmentLayout.META] =
                FragmentLayout.withObserver(FragmentLayout.FIRST_FROM_B | 46L << 32, 3);
        fragment[FragmentLayout.FIRST_B] = Long.MAX_VALUE;
        fragment[FragmentLayout.LAST_B] = Long.MIN_VALUE;
        row.start(fragment, 0);
    }

    private void add(int packets, long first, long last, int smallest, int largest) {
        fragment[FragmentLayout.PACKETS] = (long) packets << 32;
        fragment[FragmentLayout.BYTES_A] = packets * 100L;
        fragment[FragmentLayout.FIRST_A] = first;
        fragment[FragmentLayout.LAST_A] = last;
        fragment[FragmentLayout.SIZES] = (long) smallest << 32 | largest;
        row.add(fragment, 0);
    }

    @Test
    void startsWithKeyAndEmptyCounters() {
        start();

        assertThat(row.addressLow(0)).isEqualTo(11);
        assertThat(row.addressHigh(1)).isEqualTo(12);
        assertThat(row.port(0)).isEqualTo(40_000);
        assertThat(row.port(1)).isEqualTo(443);
        assertThat(row.protocol()).isEqualTo(Protocols.TCP);
        assertThat(row.ipVersion()).isEqualTo(6);
        assertThat(row.vlanId()).isEqualTo(-1);
        assertThat(row.keyHash()).isEqualTo(0x1234_5678);
        assertThat(FlowRow.hasKeyOf(memory, OFFSET, fragment, 0)).isTrue();
        assertThat(row.observer()).isEqualTo(3);
        assertThat(row.dscp()).isEqualTo(46);
        assertThat(row.packets()).isZero();
        assertThat(row.bytes()).isZero();
        assertThat(row.firstNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(row.lastNanos()).isEqualTo(Long.MIN_VALUE);
        assertThat(row.zeroWindows()).isZero();
        assertThat(row.rttNanos()).isEqualTo(Details.NO_RTT);
        assertThat(row.nextRow()).isEqualTo(RowPages.NONE);
        assertThat(row.detailRow()).isEqualTo(RowPages.NONE);
    }

    @Test
    void addsCountersOfFragments() {
        start();
        add(2, 1_000, 3_000, 60, 80);
        add(5, 500, 2_000, 70, 1500);

        assertThat(row.packets(0)).isEqualTo(7);
        assertThat(row.packets(1)).isZero();
        assertThat(row.bytes()).isEqualTo(700);
        assertThat(row.firstNanos()).isEqualTo(500);
        assertThat(row.durationNanos()).isEqualTo(2_500);
        assertThat(row.minPacketBytes()).isEqualTo(60);
        assertThat(row.maxPacketBytes()).isEqualTo(1500);
    }

    @Test
    void seesEndInFlagsOfBothEndpoints() {
        start();
        fragment[FragmentLayout.META] = TcpFlags.FIN;
        row.add(fragment, 0);
        assertThat(row.isEndSeen()).isFalse();

        fragment[FragmentLayout.META] = TcpFlags.FIN << 8;
        row.add(fragment, 0);
        assertThat(row.isEndSeen()).isTrue();
        assertThat(row.tcpFlags(0)).isEqualTo(TcpFlags.FIN);
        assertThat(row.tcpFlags(1)).isEqualTo(TcpFlags.FIN);
    }

    @Test
    void keepsFieldsApartThatShareWords() {
        start();
        row.startFlow(77, 5_000, true);
        row.initiator(InitiatorRule.SYN_ACK, false);
        row.endReason(EndReason.LACK_OF_RESOURCES);
        row.markClosing();
        row.markStartReported();
        row.markWatched();
        row.reportedPackets(-2);
        row.rttNanos(123);
        row.nextRow(8);
        row.detailRow(9);
        fragment[FragmentLayout.EVENTS] = 3L << 62 | 5L << 56;
        row.add(fragment, 0);

        assertThat(row.sequence()).isEqualTo(77);
        assertThat(row.lastActiveNanos()).isEqualTo(5_000);
        assertThat(row.initiator()).isZero();
        assertThat(row.initiatorRule()).isEqualTo(InitiatorRule.SYN_ACK);
        assertThat(row.endReason()).isEqualTo(EndReason.LACK_OF_RESOURCES);
        assertThat(row.isClosing()).isTrue();
        assertThat(row.isStartReported()).isTrue();
        assertThat(row.isWatched()).isTrue();
        assertThat(row.observer()).isEqualTo(3);
        assertThat(row.dscp()).isEqualTo(46);
        assertThat(row.reportedPackets()).isEqualTo(-2);
        assertThat(row.zeroWindows()).isEqualTo(5);
        assertThat(row.rttNanos()).isEqualTo(123);
        assertThat(row.hasPayload(0)).isTrue();
        assertThat(row.hasPayload(1)).isTrue();
        assertThat(row.nextRow()).isEqualTo(8);
        assertThat(row.detailRow()).isEqualTo(9);
    }

    @Test
    void leavesOtherRowsUnchanged() {
        start();
        add(1, 0, 0, 1, 1);
        row.endChain();

        for (int i = 0; i < words.length; i++) {
            if (i < FlowRow.WORDS || i >= 2 * FlowRow.WORDS) {
                assertThat(memory.getLong(i * Long.BYTES)).isEqualTo(words[i]);
            }
        }
    }
}
