package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.TcpPacket.MILLIS;
import static io.ringflow.capture.fold.TcpPacket.fromClient;
import static io.ringflow.capture.fold.TcpPacket.fromServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.Observer;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.text.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentFoldTest {

    private static final long SECOND = 1000 * MILLIS;
    private static final Observer OBSERVER = new Observer("h", "i");

    static FragmentFold fold(int partRows) {
        return fold(partRows, 1 << 20);
    }

    static FragmentFold fold(int partRows, int connections) {
        return fold(partRows, connections, SECOND);
    }

    static FragmentFold fold(int partRows, int connections, long lateness) {
        EventTimeBuckets eventTime = new EventTimeBuckets(SECOND, lateness);
        return new FragmentFold(
                OBSERVER,
                new FoldSettings(eventTime, true, true, partRows, true),
                new DecodeSettings.Connections(true, true, Duration.ofMinutes(2), connections),
                0);
    }

    static PacketBatch group(List<TcpPacket> packets) {
        PacketBatch group = new PacketBatch(packets.size());
        group.reset(OBSERVER, 0);
        packets.forEach(packet -> packet.addTo(group));
        group.frames = packets.size();
        group.frameBytes = 100L * packets.size();
        return group;
    }

    private static void add(FragmentFold fold, TcpPacket... packets) {
        fold.add(group(List.of(packets)));
    }

    static List<Closed<BucketFragments>> poll(FragmentFold fold) {
        List<Closed<BucketFragments>> all = new ArrayList<>();
        for (var closed = fold.poll(); closed != null; closed = fold.poll()) {
            all.add(closed);
        }
        return all;
    }

    static long word(BucketFragments fragments, int row, int word) {
        return fragments.rows[row * FragmentLayout.WORDS + word];
    }

    static long packets(BucketFragments fragments, int row) {
        long packets = word(fragments, row, FragmentLayout.PACKETS);
        return (packets >>> 32) + (int) packets;
    }

    static TcpPacket data(int connection, long millis) {
        return fromClient(connection).data((int) millis, 1).atMillis(millis);
    }

    @Test
    void closesBucketWhenNewestPacketPassesItsEndAndTheLateness() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 10_000), data(2, 10_999), data(1, 11_999));
        assertThat(poll(fold)).isEmpty();
        add(fold, data(1, 12_000));
        List<Closed<BucketFragments>> closed = poll(fold);
        assertThat(closed).hasSize(1);
        assertThat(closed.get(0).payload().bucketNanos).isEqualTo(10 * SECOND);
        assertThat(closed.get(0).payload().count).isEqualTo(2);
        assertThat(closed.get(0).report().newestNanos).isEqualTo(12 * SECOND);
        assertThat(closed.get(0).report().observer).isEqualTo(OBSERVER);
        assertThat(closed.get(0).bytes()).isPositive();
        // The packets of the next bucket are still in the fold.
        assertThat(closed.get(0).openNanos()).isEqualTo(11 * SECOND);
    }

    @Test
    void reportsNoEventTimeBeyondBucketsThatFollow() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 10_000), data(1, 11_500), data(1, 60_000));
        List<Closed<BucketFragments>> closed = poll(fold);
        EventTimeBuckets buckets = new EventTimeBuckets(SECOND, SECOND);
        assertThat(closed).hasSize(2);
        assertThat(closed.get(0).report().newestNanos).isGreaterThanOrEqualTo(12 * SECOND);
        assertThat(buckets.oldestOpenBucket(closed.get(0).report().newestNanos))
                .isEqualTo(11 * SECOND);
        assertThat(closed.get(1).report().newestNanos).isEqualTo(60 * SECOND);
        assertThat(closed).extracting(Closed::openNanos).containsExactly(11 * SECOND, 59 * SECOND);
    }

    @Test
    void keepsOneFragmentPerBucketHoweverPacketsAlternate() {
        FragmentFold fold = fold(100, 100, 5 * SECOND);
        for (int i = 0; i < 10; i++) {
            add(fold, data(1, 10_900 + i), data(1, 11_100 + i));
            add(fold, data(1, 13_000 + i), data(1, 12_100 + i));
        }
        fold.end();
        List<Closed<BucketFragments>> closed = poll(fold);
        assertThat(closed).hasSize(5);
        for (Closed<BucketFragments> bucket : closed.subList(0, 4)) {
            assertThat(bucket.payload().count).isEqualTo(1);
            assertThat(packets(bucket.payload(), 0)).isEqualTo(10);
        }
    }

    @Test
    void keepsLatePacketsApartInOldestOpenBucket() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 10_000), data(1, 15_000), data(1, 9_000), data(1, 14_000));
        add(fold, data(1, 8_000), fromClient(1).at(TimeText.OUT_OF_RANGE));
        fold.end();
        List<Closed<BucketFragments>> closed = poll(fold);
        BucketFragments oldest = closed.get(1).payload();
        assertThat(oldest.bucketNanos).isEqualTo(14 * SECOND);
        assertThat(oldest.count).isEqualTo(2);
        assertThat(word(oldest, 0, FragmentLayout.KEY) & FragmentLayout.LATE).isNotZero();
        assertThat(packets(oldest, 0)).isEqualTo(3);
        assertThat(word(oldest, 1, FragmentLayout.KEY) & FragmentLayout.LATE).isZero();
        assertThat(packets(oldest, 1)).isEqualTo(1);
        assertThat(closed.stream().mapToLong(bucket -> bucket.report().latePackets).sum())
                .isEqualTo(3);
    }

    @Test
    void keepsWildPacketApartAndOutOfTheFlow() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 10_000), data(1, 900_000_000), data(1, 10_001), data(1, 9_000));
        fold.end();
        List<Closed<BucketFragments>> closed = poll(fold);
        BucketFragments oldest = closed.getFirst().payload();
        assertThat(oldest.count).isEqualTo(2);
        assertThat(word(oldest, 0, FragmentLayout.KEY) & FragmentLayout.WILD).isNotZero();
        assertThat(word(oldest, 1, FragmentLayout.KEY) & FragmentLayout.WILD).isZero();
        assertThat(packets(oldest, 0)).isEqualTo(1);
        assertThat(packets(oldest, 1)).isEqualTo(1);
        assertThat(packets(closed.get(1).payload(), 0)).isEqualTo(2);
        assertThat(anomaly(closed, Anomaly.WILD_TIMESTAMP)).isEqualTo(1);
        assertThat(anomaly(closed, Anomaly.CLOCK_STEP)).isZero();
    }

    @Test
    void continuesEventTimeInFragmentsOfNewEpoch() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 5_000_000), data(1, 5_000_100), data(1, 1_000_000), data(1, 1_000_500));
        add(fold, data(1, 1_010_000));
        fold.end();
        List<Closed<BucketFragments>> closed = poll(fold);
        assertThat(closed).hasSize(4);
        long offset = 4_000_100 * MILLIS;
        BucketFragments before = closed.get(0).payload();
        BucketFragments after = closed.get(1).payload();
        assertThat(before.bucketNanos).isEqualTo(after.bucketNanos).isEqualTo(5_000 * SECOND);
        assertThat(word(before, 0, FragmentLayout.CLOCK)).isZero();
        assertThat(word(after, 0, FragmentLayout.CLOCK)).isEqualTo(offset);
        assertThat(packets(after, 0)).isEqualTo(2);
        assertThat(FragmentLayout.firstNanos(after.rows, 0)).isEqualTo(1_000 * SECOND);
        assertThat(closed.get(2).payload().bucketNanos).isEqualTo(5_010 * SECOND);
        assertThat(anomaly(closed, Anomaly.CLOCK_STEP)).isEqualTo(1);
    }

    @Test
    void closesBucketsOfSilentCaptureAfterItsClockWasSetBack() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 5_000_000), data(1, 5_000_100));
        for (int second = 0; second < 5; second++) {
            fold.advance((1_000 + second) * SECOND);
        }
        List<Closed<BucketFragments>> closed = poll(fold);
        assertThat(closed.getFirst().payload().count).isEqualTo(1);
        assertThat(closed.getLast().report().newestNanos).isGreaterThan(5_002 * SECOND);
    }

    private static long anomaly(List<Closed<BucketFragments>> closed, Anomaly anomaly) {
        return closed.stream().mapToLong(c -> c.report().anomalies[anomaly.ordinal()]).sum();
    }

    @Test
    void followsConnectionThroughLatePackets() {
        FragmentFold fold = fold(100);
        add(fold, fromClient(1).data(100, 10).atMillis(10_000));
        add(fold, fromClient(2).data(100, 10).atMillis(20_000));
        add(fold, fromClient(1).data(110, 10).atMillis(10_001));
        add(fold, fromClient(1).data(110, 10).atMillis(20_002));
        fold.end();
        BucketFragments last = poll(fold).get(2).payload();
        assertThat(last.count).isEqualTo(2);
        long events = word(last, 1, FragmentLayout.EVENTS);
        assertThat(FragmentLayout.retransmits(events, 0)).isEqualTo(1);
    }

    @Test
    void keepsRoundTripOfHandshakeInFragment() {
        FragmentFold fold = fold(100);
        add(
                fold,
                fromClient(1).syn(9).atMillis(10_000),
                fromServer(1).synAck(99, 10).atMillis(10_010),
                fromClient(1).data(10, 0).ack(100).atMillis(10_030));
        fold.end();
        BucketFragments fragments = poll(fold).get(0).payload();
        assertThat(fragments.count).isEqualTo(1);
        int detail = FragmentLayout.detail(word(fragments, 0, FragmentLayout.EVENTS));
        assertThat(Details.rtt(fragments.details.words, detail)).isEqualTo(30 * MILLIS);
    }

    @Test
    void startsFragmentAtSynOfNextConnection() {
        FragmentFold fold = fold(100);
        add(
                fold,
                fromClient(1).syn(9).atMillis(10_000),
                fromClient(1).data(10, 0).flags(TcpFlags.RST).atMillis(10_001),
                fromClient(1).syn(900).atMillis(10_002),
                fromClient(1).data(901, 5).atMillis(10_003));
        fold.end();
        BucketFragments fragments = poll(fold).get(0).payload();
        assertThat(fragments.count).isEqualTo(2);
        assertThat(packets(fragments, 1)).isEqualTo(2);
    }

    @Test
    void givesPartOfFullBucketEarly() {
        FragmentFold fold = fold(2);
        add(fold, data(1, 10_000), data(2, 10_001), data(1, 10_002), data(3, 10_003));
        add(fold, data(1, 10_004));
        List<Closed<BucketFragments>> parts = poll(fold);
        assertThat(parts).hasSize(1);
        assertThat(parts.get(0).payload().count).isEqualTo(2);
        assertThat(parts.get(0).report().newestNanos).isEqualTo(10_003 * MILLIS);
        fold.end();
        BucketFragments rest = poll(fold).get(0).payload();
        assertThat(rest.bucketNanos).isEqualTo(parts.get(0).payload().bucketNanos);
        assertThat(rest.count).isEqualTo(2);
        assertThat(packets(rest, 1)).isEqualTo(1);
    }

    @Test
    void countsGroupsInReports() {
        FragmentFold fold = fold(100);
        PacketBatch group = group(List.of(data(1, 10_000), data(2, 10_001)));
        group.count(Anomaly.HEADER_CUT);
        fold.add(group);
        assertThat(fold.report().packets).isEqualTo(2);
        assertThat(fold.report().anomalies[Anomaly.HEADER_CUT.ordinal()]).isEqualTo(1);
        List<Integer> sizes = new ArrayList<>();
        fold.report().sizes.forEach((bytes, packets) -> sizes.add(bytes));
        assertThat(sizes).containsExactly(41);
    }

    @Test
    void countsOnlyForgottenTcpConnections() {
        FragmentFold fold = fold(1 << 20, 100);
        for (int i = 0; i < 5000; i++) {
            PacketBatch group = group(List.of(data(i, 10_000)));
            group.tcpSizes[0] = 0;
            fold.add(group);
        }
        assertThat(fold.report().anomalies[Anomaly.CONNECTION_FORGOTTEN.ordinal()]).isZero();
        for (int i = 0; i < 101; i++) {
            add(fold, data(i, 10_001));
        }
        assertThat(fold.report().anomalies[Anomaly.CONNECTION_FORGOTTEN.ordinal()]).isEqualTo(50);
    }

    @Test
    void marksPassedBucketsOfSilentCapture() {
        FragmentFold fold = fold(100);
        fold.advance(100 * SECOND);
        fold.advance(100 * SECOND + 1);
        fold.advance(101 * SECOND);
        List<Closed<BucketFragments>> marks = poll(fold);
        assertThat(marks).hasSize(2).allMatch(mark -> mark.payload() == null);
        assertThat(marks.get(1).report().newestNanos).isEqualTo(101 * SECOND);
        add(fold, data(1, 101_500));
        fold.advance(110 * SECOND);
        assertThat(poll(fold)).hasSize(1).allMatch(bucket -> bucket.payload().count == 1);
    }

    @Test
    void givesCountsOnRequest() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 10_000));
        fold.mark();
        List<Closed<BucketFragments>> marks = poll(fold);
        assertThat(marks).hasSize(1);
        assertThat(marks.get(0).payload()).isNull();
        assertThat(marks.get(0).report().packets).isEqualTo(1);
        assertThat(fold.report().packets).isZero();
    }

    @Test
    void endsWithAllBucketsAndThenTheEndOfTime() {
        FragmentFold fold = fold(100);
        add(fold, data(1, 10_000), data(1, 11_000));
        fold.end();
        List<Closed<BucketFragments>> closed = poll(fold);
        assertThat(closed).hasSize(3);
        assertThat(closed.get(1).report().newestNanos).isEqualTo(11 * SECOND);
        assertThat(closed.get(2).payload()).isNull();
        assertThat(closed.get(2).report().newestNanos).isEqualTo(Long.MAX_VALUE);
        assertThat(closed.get(2).report().lastNanos).isEqualTo(11 * SECOND);
    }

    @Test
    void leavesGroupAsItIs() {
        FragmentFold fold = fold(100);
        TcpPacket packet = fromClient(1).data(100, 10).atMillis(10_000);
        PacketBatch group = group(List.of(packet, packet));
        int ipBits = group.ipBits[1];
        fold.add(group);
        assertThat(group.ipBits[1]).isEqualTo(ipBits);
        fold.end();
        BucketFragments fragments = poll(fold).get(0).payload();
        assertThat(FragmentLayout.retransmits(word(fragments, 0, FragmentLayout.EVENTS), 0))
                .isEqualTo(1);
        assertThat(ipBits & PacketBits.MARKS).isZero();
    }
}
