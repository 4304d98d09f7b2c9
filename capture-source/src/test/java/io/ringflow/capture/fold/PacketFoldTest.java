package io.ringflow.capture.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.Observer;
import io.ringflow.model.text.TimeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Times are in milliseconds; buckets have 100 ms, and the allowed lateness is one second. */
class PacketFoldTest {

    private static final long MILLI = 1_000_000;
    private static final Observer OBSERVER = new Observer("h", "i");
    private static final EventTimeBuckets EVENT_TIME =
            new EventTimeBuckets(100 * MILLI, 1000 * MILLI);

    private final PacketFold fold = new PacketFold(OBSERVER, EVENT_TIME);
    private final PacketBatch group = new PacketBatch(0);

    /** Adds a group of packets; one group is used for all, as readers do. */
    private void add(long... millis) {
        add(fold, millis);
    }

    private void add(PacketFold to, long... millis) {
        group.reset(OBSERVER, 0);
        for (long time : millis) {
            group.ensureRoom();
            int row = group.size++;
            group.timeNanos[row] =
                    time == TimeText.OUT_OF_RANGE ? TimeText.OUT_OF_RANGE : time * MILLI;
            group.srcLow[row] = time;
            group.ipBits[row] = PacketBits.packIp(false, 0, 2);
            group.detail[row] = Details.NONE;
            group.frames++;
            group.frameBytes += 100;
        }
        to.add(group);
    }

    private List<Closed<TimedPackets>> poll() {
        return poll(fold);
    }

    private static List<Closed<TimedPackets>> poll(PacketFold fold) {
        List<Closed<TimedPackets>> all = new ArrayList<>();
        for (var closed = fold.poll(); closed != null; closed = fold.poll()) {
            all.add(closed);
        }
        return all;
    }

    /** The original times of packets. */
    private static List<Long> times(Closed<TimedPackets> closed) {
        PacketBatch packets = closed.payload().packets();
        return LongStream.of(packets.srcLow).limit(packets.size).boxed().toList();
    }

    private static List<Long> eventMillis(Closed<TimedPackets> closed) {
        return LongStream.of(closed.payload().eventNanos())
                .limit(closed.payload().packets().size)
                .map(nanos -> nanos / MILLI)
                .boxed()
                .toList();
    }

    @Test
    void closesPacketsWhenEventTimePassesBoundaryOfBucket() {
        add(10_000, 10_050, 10_099);
        assertThat(poll()).isEmpty();
        add(10_100);
        List<Closed<TimedPackets>> closed = poll();
        assertThat(closed).hasSize(1);
        assertThat(times(closed.get(0))).containsExactly(10_000L, 10_050L, 10_099L);
        assertThat(eventMillis(closed.get(0))).containsExactly(10_000L, 10_050L, 10_099L);
        assertThat(closed.get(0).report().observer).isEqualTo(OBSERVER);
        assertThat(closed.get(0).report().newestNanos).isEqualTo(10_100 * MILLI);
        assertThat(closed.get(0).bytes()).isGreaterThan(3 * 80);
    }

    @Test
    void closesPacketsOfOneMomentInPartsOfBoundedSize() {
        long[] moment = new long[2 * PacketFold.MOST_PACKETS + 1];
        Arrays.fill(moment, 5000);
        add(moment);
        fold.end();
        List<Closed<TimedPackets>> closed = poll();
        assertThat(closed).hasSize(4);
        assertThat(closed.subList(0, 3))
                .extracting(part -> part.payload().packets().size)
                .containsExactly(PacketFold.MOST_PACKETS, PacketFold.MOST_PACKETS, 1);
        assertThat(closed.get(3).payload()).isNull();
    }

    @Test
    void endsWithLastPacketsAndTheirTime() {
        add(7000);
        fold.end();
        List<Closed<TimedPackets>> closed = poll();
        assertThat(closed).hasSize(2);
        // The clock holds the first packet until the second one.
        assertThat(times(closed.get(0))).containsExactly(7000L);
        assertThat(closed.get(1).payload()).isNull();
        assertThat(closed.get(1).report().newestNanos).isEqualTo(Long.MAX_VALUE);
        assertThat(closed.get(1).report().lastNanos).isEqualTo(7000 * MILLI);
        assertThat(fold.poll()).isNull();
    }

    @Test
    void endsCaptureWithoutPackets() {
        fold.end();
        assertThat(poll())
                .singleElement()
                .matches(end -> end.payload() == null)
                .matches(end -> end.report().newestNanos == Long.MAX_VALUE);
    }

    @Test
    void marksCountsWithoutClosingPackets() {
        add(10_000, 10_001);
        fold.mark();
        List<Closed<TimedPackets>> closed = poll();
        assertThat(closed).hasSize(1);
        assertThat(closed.get(0).payload()).isNull();
        assertThat(closed.get(0).report().packets).isEqualTo(2);
        assertThat(closed.get(0).report().bytes).isEqualTo(200);
        assertThat(closed.get(0).report().newestNanos).isEqualTo(10_001 * MILLI);
        fold.end();
        assertThat(times(poll().get(0))).containsExactly(10_000L, 10_001L);
    }

    @Test
    void closesPacketsOfSilentCapture() {
        add(10_000, 10_001);
        fold.advance(11_100 * MILLI);
        assertThat(poll())
                .singleElement()
                .satisfies(closed -> assertThat(times(closed)).containsExactly(10_000L, 10_001L))
                .matches(closed -> closed.report().newestNanos == 11_100 * MILLI);
        fold.advance(11_150 * MILLI);
        assertThat(poll()).isEmpty();
        fold.advance(11_200 * MILLI);
        assertThat(poll())
                .singleElement()
                .matches(mark -> mark.payload() == null)
                .matches(mark -> mark.report().newestNanos == 11_200 * MILLI);
    }

    @Test
    void continuesEventTimeWhenClockIsSetBack() {
        add(1_000_000, 1_000_010, 500_000, 500_020);
        fold.end();
        List<Closed<TimedPackets>> closed = poll();
        assertThat(times(closed.get(0)))
                .containsExactly(1_000_000L, 1_000_010L, 500_000L, 500_020L);
        assertThat(eventMillis(closed.get(0)))
                .containsExactly(1_000_000L, 1_000_010L, 1_000_010L, 1_000_030L);
        assertThat(anomalies(closed, Anomaly.CLOCK_STEP)).isEqualTo(1);
        assertThat(closed).allMatch(part -> part.report().latePackets == 0);
    }

    @Test
    void countsWildTimeAsLateAtTheNewestTime() {
        add(10_000, 10_010, 90_000_000, 10_020, TimeText.OUT_OF_RANGE);
        fold.end();
        List<Closed<TimedPackets>> closed = poll();
        assertThat(eventMillis(closed.get(0)))
                .containsExactly(10_000L, 10_010L, 10_010L, 10_020L, 10_020L);
        assertThat(anomalies(closed, Anomaly.WILD_TIMESTAMP)).isEqualTo(2);
        // Each packet stands for two on the wire.
        assertThat(closed.stream().mapToLong(part -> part.report().latePackets).sum()).isEqualTo(4);
    }

    @Test
    void keepsTheTimesOfLatePackets() {
        add(10_000, 20_000, 10_010, 18_999, 19_000);
        fold.end();
        List<Closed<TimedPackets>> closed = poll();
        assertThat(times(closed.get(1))).containsExactly(20_000L, 10_010L, 18_999L, 19_000L);
        assertThat(eventMillis(closed.get(1))).containsExactly(20_000L, 10_010L, 18_999L, 19_000L);
        assertThat(closed.stream().mapToLong(part -> part.report().latePackets).sum()).isEqualTo(4);
    }

    private static long anomalies(List<Closed<TimedPackets>> closed, Anomaly anomaly) {
        return closed.stream().mapToLong(part -> part.report().anomalies[anomaly.ordinal()]).sum();
    }

    @Test
    void copiesDetailsOfPackets() {
        add(10_000, 10_001);
        group.reset(OBSERVER, 0);
        group.size = 1;
        group.timeNanos[0] = 10_002 * MILLI;
        group.detail[0] = Details.NONE;
        group.details.rtt(group.detailOf(0), 77);
        fold.add(group);
        group.details.rtt(group.detail[0], 99);
        fold.end();
        PacketBatch packets = poll().get(0).payload().packets();
        assertThat(Details.rtt(packets.details.words, packets.detail[2])).isEqualTo(77);
    }

    /** A file is read again from its start after a failure, possibly in other groups. */
    @Test
    void closesSamePacketsHoweverTheyAreGrouped() {
        Random random = new Random(1);
        long[] millis = new long[20_000];
        long clock = 10_000;
        for (int i = 0; i < millis.length; i++) {
            clock += random.nextInt(1000) == 0 ? random.nextInt(-200_000, 100_000) : 0;
            clock += random.nextInt(10) == 0 ? random.nextInt(3) : 0;
            millis[i] = clock - (random.nextInt(20) == 0 ? random.nextInt(1500) : 0);
        }
        List<List<Long>> expected = grouped(millis, () -> 1);
        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(expected.stream().mapToInt(List::size).sum()).isEqualTo(millis.length);
        assertThat(grouped(millis, () -> 32)).isEqualTo(expected);
        assertThat(grouped(millis, () -> random.nextInt(1, 5000))).isEqualTo(expected);
    }

    private List<List<Long>> grouped(long[] millis, IntSupplier sizes) {
        PacketFold other = new PacketFold(OBSERVER, EVENT_TIME);
        int from = 0;
        while (from < millis.length) {
            int to = Math.min(millis.length, from + sizes.getAsInt());
            add(other, Arrays.copyOfRange(millis, from, to));
            from = to;
        }
        other.end();
        return poll(other).stream()
                .filter(closed -> closed.payload() != null)
                .map(PacketFoldTest::times)
                .toList();
    }

    @Test
    void neverClosesWithWatermarkBeyondPacketsThatAreOnTime() {
        Random random = new Random(2);
        long watermark = Long.MIN_VALUE;
        long clock = 10_000;
        for (int i = 0; i < 5000; i++) {
            clock += random.nextInt(40);
            // Disorder within the allowed lateness.
            add(clock - random.nextInt(1000), clock);
            for (Closed<TimedPackets> closed : poll()) {
                for (long time : eventMillis(closed)) {
                    assertThat(time).isGreaterThan(watermark);
                }
                watermark = EVENT_TIME.watermarkMillis(closed.report().newestNanos);
            }
        }
        assertThat(watermark).isGreaterThan(50_000);
    }
}
