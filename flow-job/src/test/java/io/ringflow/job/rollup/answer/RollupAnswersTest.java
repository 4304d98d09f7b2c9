package io.ringflow.job.rollup.answer;

import static io.ringflow.job.rollup.RollupFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.job.rollup.LargestRows;
import io.ringflow.job.rollup.RollupFixture;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.rollup.RollupTable;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.model.Observer;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RollupAnswersTest {

    /** A full hour, so that a window of every resolution starts here. */
    private static final long T0 = 1_000 * Duration.ofHours(1).toNanos();

    private final Map<Integer, RollupPartition> partitions = RollupFixture.partitions(false);

    private static RollupKey protocol(String name) {
        return RollupKey.of(Dimension.PROTOCOL, name);
    }

    private static RollupKey total() {
        return RollupKey.of(Dimension.TOTAL, "");
    }

    private void second(int number, Map<RollupKey, Long> bytes) {
        RollupFixture.close(partitions, Resolution.SECOND, T0 + number * SECOND, bytes);
    }

    private void complete(int seconds) {
        partitions.values().forEach(partition -> partition.complete(T0 + seconds * SECOND));
    }

    private RollupAnswers answers() {
        return new RollupAnswers(partitions);
    }

    private SeriesAnswer series(Metric metric, Dimension by, int from, int to, String... keys) {
        return answers()
                .series(
                        new SeriesQuery(
                                metric,
                                by,
                                List.of(keys),
                                2,
                                new TimeRange(T0 + from * SECOND, T0 + to * SECOND),
                                Resolution.SECOND),
                        List.of());
    }

    private static List<Long> points(Long... points) {
        return Arrays.asList(points);
    }

    @Test
    void givesZeroForSilentKeysAndNullForUnfinishedSteps() {
        second(0, Map.of(protocol("tcp"), 100L, protocol("udp"), 10L));
        second(2, Map.of(protocol("tcp"), 300L, protocol("icmp"), 1L));
        complete(3);
        SeriesAnswer answer = series(Metric.BYTES, Dimension.PROTOCOL, -1, 5, "tcp", "udp");
        assertThat(answer.series())
                .containsExactly(
                        new SeriesAnswer.Series("tcp", points(null, 100L, 0L, 300L, null, null)),
                        new SeriesAnswer.Series("udp", points(null, 10L, 0L, 0L, null, null)));
        assertThat(answer.other()).containsExactly(null, 0L, 0L, 1L, null, null);
        assertThat(answer.fromNanos()).isEqualTo(T0 - SECOND);
        assertThat(answer.coverage().watermarkNanos()).isEqualTo(T0 + 3 * SECOND);
        assertThat(answer.coverage().complete()).isTrue();
    }

    @Test
    void choosesTheLargestKeysIfNoneAreGiven() {
        second(0, Map.of(protocol("tcp"), 5L, protocol("udp"), 10L, protocol("icmp"), 6L));
        second(1, Map.of(protocol("tcp"), 5L, protocol("icmp"), 6L));
        complete(2);
        SeriesAnswer answer = series(Metric.BYTES, Dimension.PROTOCOL, 0, 2);
        assertThat(answer.series())
                .extracting(SeriesAnswer.Series::key)
                .containsExactly("icmp", "tcp");
        assertThat(answer.other()).containsExactly(10L, 0L);
        assertThat(series(Metric.PACKETS, Dimension.PROTOCOL, 0, 2, "tcp").series().get(0).points())
                .containsExactly(1L, 1L);
    }

    @Test
    void givesNoPointForAKeyThatMayBeCountedAsOther() {
        Map<RollupKey, Long> flood = new HashMap<>();
        for (int port = 1; port <= 1000; port++) {
            flood.put(RollupKey.of(Dimension.DST_PORT, "" + port), (long) port);
        }
        second(0, flood);
        complete(1);
        SeriesAnswer answer = series(Metric.BYTES, Dimension.DST_PORT, 0, 1, "1", "1000");
        assertThat(answer.series())
                .containsExactly(
                        new SeriesAnswer.Series("1000", points(1000L)),
                        new SeriesAnswer.Series("1", points((Long) null)));
        assertThat(answer.other()).containsExactly(500_500L - 1000);
    }

    @Test
    void givesNoPointForWindowsNoLongerKept() {
        second(0, Map.of(total(), 1L));
        second(899, Map.of(total(), 2L));
        complete(901);
        partitions.values().forEach(partition -> partition.forget(Resolution.SECOND));
        assertThat(series(Metric.BYTES, Dimension.TOTAL, 0, 2).series().get(0).points())
                .containsExactly(null, 0L);
        assertThat(series(Metric.BYTES, Dimension.TOTAL, 899, 901).series().get(0).points())
                .containsExactly(2L, 0L);
    }

    @Test
    void knowsSinceTheFirstSecondWithPacket() {
        assertThat(answers().known()).isEqualTo(KnownSince.UNKNOWN);
        second(65, Map.of(total(), 1L));
        complete(66);
        long start = T0 + 65 * SECOND;
        assertThat(answers().known().startNanos()).isEqualTo(start);
        for (Resolution resolution : Resolution.values()) {
            assertThat(answers().known().windowsNanos(resolution)).isEqualTo(start);
        }
    }

    @Test
    void knowsSecondsSinceTheNewestForgottenOne() {
        second(65, Map.of(total(), 1L));
        second(100, Map.of(total(), 1L));
        RollupFixture.close(partitions, Resolution.MINUTE, T0 + 60 * SECOND, Map.of(total(), 2L));
        complete(1000);
        partitions.values().forEach(partition -> partition.forget(Resolution.SECOND));

        KnownSince known = answers().known();

        assertThat(known.startNanos()).isEqualTo(T0 + 65 * SECOND);
        assertThat(known.windowsNanos(Resolution.SECOND)).isEqualTo(T0 + 66 * SECOND);
        assertThat(known.windowsNanos(Resolution.MINUTE)).isEqualTo(T0 + 65 * SECOND);
    }

    @Test
    void reportsMissingPartitions() {
        second(0, Map.of(protocol("tcp"), 1L));
        complete(1);
        partitions.remove(protocol("tcp").partition());
        SeriesAnswer answer = series(Metric.BYTES, Dimension.PROTOCOL, 0, 1, "tcp");
        assertThat(answer.coverage().complete()).isFalse();
        assertThat(answer.coverage().missing()).hasSize(1);
    }

    @Test
    void rejectsKeyThatDoesNotFitTheDimension() {
        complete(1);
        assertThatThrownBy(() -> series(Metric.BYTES, Dimension.DST_PORT, 0, 1, "https"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dstPort");
    }

    @Test
    void countsGapsInEveryStepThatTheyOverlap() {
        second(0, Map.of(total(), 1L));
        complete(4);
        Observer a = new Observer("a", "eth0");
        Observer b = new Observer("b", "eth0");
        List<CaptureGap> gaps =
                List.of(
                        new CaptureGap(
                                a, T0 + SECOND / 2, T0 + 2 * SECOND, 5, CaptureGap.Cause.DROPS),
                        new CaptureGap(
                                b,
                                T0 + 2 * SECOND,
                                Long.MAX_VALUE,
                                0,
                                CaptureGap.Cause.INTERFACE_DOWN));
        SeriesQuery query =
                new SeriesQuery(
                        Metric.GAPS,
                        Dimension.HOST,
                        List.of("a"),
                        10,
                        new TimeRange(T0, T0 + 5 * SECOND),
                        Resolution.SECOND);
        SeriesAnswer answer = answers().series(query, gaps);
        assertThat(answer.series())
                .containsExactly(new SeriesAnswer.Series("a", points(1L, 1L, 1L, 0L, null)));
        assertThat(answer.other()).containsExactly(0L, 0L, 1L, 1L, null);
    }

    private TopAnswer top(Dimension dimension, Duration window, OptionalLong until, int limit) {
        return answers()
                .top(
                        dimension,
                        new TopQuery(
                                List.of(FilterField.named(dimension.text()).orElseThrow()),
                                Metric.BYTES,
                                FlowFilter.ALL,
                                Optional.of(window),
                                until,
                                limit));
    }

    @Test
    void computesTopOfAnEarlierWindow() {
        second(0, Map.of(total(), 1000L, protocol("tcp"), 1000L));
        second(4, Map.of(total(), 300L, protocol("udp"), 300L));
        second(9, Map.of(total(), 400L, protocol("tcp"), 400L));
        complete(10);

        TopAnswer answer =
                top(Dimension.PROTOCOL, Duration.ofSeconds(5), OptionalLong.of(T0 + 9 * SECOND), 5);

        assertThat(answer.top())
                .containsExactly(new TopAnswer.Entry(List.of("udp"), 300, 1, 1, 1.0));
    }

    @Test
    void countsOnlyWholeMinutesOfAWindowWhoseSecondsAreNotKept() {
        for (int minute = 0; minute < 3; minute++) {
            RollupFixture.close(
                    partitions,
                    Resolution.MINUTE,
                    T0 + 60L * minute * SECOND,
                    Map.of(total(), 1L << minute, protocol("tcp"), 1L << minute));
        }
        complete(3600);

        TopAnswer answer =
                top(
                        Dimension.PROTOCOL,
                        Duration.ofSeconds(130),
                        OptionalLong.of(T0 + 170 * SECOND),
                        5);

        assertThat(answer.top().getFirst().bytes()).isEqualTo(2);
    }

    @Test
    void computesShortTopFromSeconds() {
        second(0, Map.of(total(), 1000L, protocol("tcp"), 1000L));
        second(9, Map.of(total(), 400L, protocol("tcp"), 100L, protocol("udp"), 300L));
        complete(10);
        TopAnswer answer = top(Dimension.PROTOCOL, Duration.ofSeconds(5), OptionalLong.empty(), 1);
        assertThat(answer.top())
                .containsExactly(new TopAnswer.Entry(List.of("udp"), 300, 1, 1, 0.75));
        assertThat(answer.other()).isEqualTo(new TopAnswer.Entry(List.of(""), 100, 0, 0, 0.25));
        assertThat(answer.basis()).isEqualTo(TopAnswer.Basis.WINDOW);
        assertThat(answer.coverage().watermarkNanos()).isEqualTo(T0 + 10 * SECOND);
    }

    @Test
    void countsTrafficForBothAddressesOfAFlow() {
        RollupKey a = RollupKey.of(Dimension.ADDR, "10.0.0.1");
        RollupKey b = RollupKey.of(Dimension.ADDR, "10.0.0.2");
        second(0, Map.of(total(), 100L, a, 100L, b, 100L));
        complete(1);
        TopAnswer answer = top(Dimension.ADDR, Duration.ofMinutes(1), OptionalLong.empty(), 1);
        assertThat(answer.top())
                .containsExactly(new TopAnswer.Entry(List.of("10.0.0.1"), 100, 1, 1, 1));
        assertThat(answer.other().bytes()).isEqualTo(100);
    }

    @Test
    void countsEachMomentOnceInALongTop() {
        // Two and a half hours with one byte per second; only full hours have closed.
        int last = 2 * 3600 + 150;
        for (int i = 0; i < last; i++) {
            second(i, Map.of(total(), 1L, protocol("tcp"), 1L));
        }
        for (int i = 0; i < last / 60; i++) {
            RollupFixture.close(
                    partitions,
                    Resolution.MINUTE,
                    T0 + i * 60L * SECOND,
                    Map.of(total(), 60L, protocol("tcp"), 60L));
        }
        for (int i = 0; i < 2; i++) {
            RollupFixture.close(
                    partitions,
                    Resolution.HOUR,
                    T0 + i * 3600L * SECOND,
                    Map.of(total(), 3600L, protocol("tcp"), 3600L));
        }
        complete(last);
        assertThat(bytes(Duration.ofMinutes(15))).isEqualTo(900);
        // These time ranges start at the start of a minute, and of an hour.
        assertThat(bytes(Duration.ofMinutes(16))).isEqualTo(960 + 30);
        assertThat(bytes(Duration.ofHours(25))).isEqualTo(last);
        assertThat(bytes(Duration.ofHours(2))).isEqualTo(7200 + 30);
    }

    private long bytes(Duration window) {
        return top(Dimension.PROTOCOL, window, OptionalLong.empty(), 5).top().get(0).bytes();
    }

    @Test
    void computesPercentilesOfTheLastMinute() {
        for (int i = 0; i < 100; i++) {
            RollupTable table = new RollupTable();
            table.distributions().packetBytes.add(i, 2);
            partitions
                    .get(RollupKeys.TOTAL_PARTITION)
                    .add(
                            new RollupWindow(
                                    Resolution.SECOND,
                                    RollupKeys.TOTAL_PARTITION,
                                    T0 + i * SECOND,
                                    LargestRows.of(table, true)));
        }
        assertThat(answers().percentiles()).isEqualTo(RollupAnswers.TrafficPercentiles.NONE);
        complete(100);
        var found = answers().percentiles().packetBytes();
        assertThat(found.count()).isEqualTo(120);
        assertThat(found.max()).isEqualTo(99);
        assertThat(found.p50()).isBetween(68.0, 71.0);
    }
}
