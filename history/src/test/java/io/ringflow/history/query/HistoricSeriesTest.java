package io.ringflow.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.series.FlowSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time series over memory and history are those of all flows, each counted once. */
class HistoricSeriesTest {

    private static final long MINUTE = 60_000_000_000L;
    private static final long START = FlowFixture.FIRST - FlowFixture.FIRST % MINUTE;
    private static final int FLOWS = 300;
    private static final List<Metric> METRICS = List.of(Metric.BYTES, Metric.PACKETS, Metric.FLOWS);
    private static final List<FlowFilter> FILTERS =
            Stream.of(
                            "",
                            "protocol = tcp",
                            "srcAddr = 10.0.0.0/31",
                            "NOT vlanId = 1 AND bytes > 99")
                    .map(FlowFilter::parse)
                    .toList();
    private static final List<String> FIELDS =
            List.of(
                    "",
                    "protocol",
                    "srcAddr",
                    "port",
                    "addr",
                    "vlanId",
                    "host",
                    "interface",
                    "gap");

    @TempDir private Path directory;

    private final MemoryFlows live = new MemoryFlows();

    /** A state that has all flows in memory. */
    private final MemoryFlows all = new MemoryFlows();

    private final Random random = new Random(11);
    private HistoryReader reader;
    private HistoricState state;
    private List<Flow> flows;

    @BeforeEach
    void storeFlows() throws Exception {
        reader = new HistoryReader(directory, 256_000_000);
        state = new HistoricState(live, reader);
        flows = IntStream.range(0, FLOWS).mapToObj(this::flow).toList();
        HistoryDirectory written = new HistoryDirectory(directory);
        written.add(flows.subList(0, 100));
        written.add(flows.subList(100, 200));
        live.flows.addAll(flows.subList(150, FLOWS));
        live.knownNanos = START + 150 * MINUTE + 1234;
        live.watermarkNanos = START + 2 * FLOWS * MINUTE;
        all.flows.addAll(flows);
        all.knownNanos = START;
        all.watermarkNanos = live.watermarkNanos;
    }

    @AfterEach
    void close() {
        reader.close();
    }

    /** One flow a minute; some last for hours, and some are short but huge. */
    private Flow flow(int number) {
        FlowFixture flow = new FlowFixture();
        flow.event = FlowEvent.NONE;
        flow.id = new FlowId(random.nextInt(), random.nextLong());
        flow.srcAddr = "10.0.0." + random.nextInt(5);
        flow.dstAddr = "10.0.0." + random.nextInt(5);
        flow.dstPort = random.nextBoolean() ? 443 : 53;
        flow.protocol = random.nextBoolean() ? Protocols.UDP : Protocols.TCP;
        flow.vlanId = random.nextInt(4) - 1;
        flow.gap = random.nextInt(5) == 0;
        flow.endReason = EndReason.IDLE_TIMEOUT;
        long first = START + number * MINUTE + random.nextInt(1_000_000);
        long last = first + random.nextLong(1L << random.nextInt(10, 44));
        long packets = 1 + random.nextLong(1L << random.nextInt(1, 40));
        flow.src = FlowSide.of(packets, packets * random.nextInt(40, 1500), first, last);
        flow.dst = FlowSide.of(1, 60, first, last);
        flow.observers =
                List.of(
                        new ObserverCount(
                                new Observer("a", "eth0"),
                                packets,
                                1,
                                flow.src.bytes(),
                                first,
                                last),
                        new ObserverCount(
                                new Observer("b", "eth" + random.nextInt(3)),
                                1 + packets / 2,
                                0,
                                flow.src.bytes() / 2,
                                first + random.nextInt(9),
                                last + random.nextInt(1000)));
        return flow.flow();
    }

    private static Optional<FilterField> field(String name) {
        return FilterField.named(name);
    }

    private SeriesQuery query(Metric metric, String by, FlowFilter filter, TimeRange range) {
        return new SeriesQuery(metric, field(by), filter, List.of(), 4, range, Resolution.MINUTE);
    }

    private TimeRange someRange() {
        long from = START + random.nextLong(FLOWS * MINUTE);
        return new TimeRange(from, from + 1 + random.nextLong(200 * MINUTE));
    }

    @Test
    void seriesOfMemoryAndHistoryEqualThoseOfMemoryAlone() {
        for (FlowFilter filter : FILTERS) {
            for (String by : FIELDS) {
                SeriesQuery query = query(METRICS.get(random.nextInt(3)), by, filter, someRange());
                SeriesOfTwo two = new SeriesOfTwo(live, reader, START);
                SeriesAnswer answer = two.ofFlows(query, query.steps());
                SeriesAnswer expected = FlowSeries.of(query, all);
                assertThat(two.missing()).isEmpty();
                assertThat(answer.series()).as("%s", query).isEqualTo(expected.series());
                assertThat(answer.other()).as("%s", query).isEqualTo(expected.other());
            }
        }
    }

    @Test
    void pointsOfTheWholeTimeAddUpToTheFlowsCounters() {
        TimeRange whole = new TimeRange(START, START + 1400 * MINUTE);
        for (FlowFilter filter : FILTERS) {
            List<Flow> matching = flows.stream().filter(filter::matches).toList();
            long end = whole.toNanos();
            assertThat(flows).allMatch(flow -> flow.lastNanos() < end);
            assertThat(sum(query(Metric.BYTES, "srcPort", filter, whole)))
                    .isEqualTo(matching.stream().mapToLong(Flow::bytes).sum());
            assertThat(sum(query(Metric.PACKETS, "srcPort", filter, whole)))
                    .isEqualTo(matching.stream().mapToLong(Flow::packets).sum());
            assertThat(sum(query(Metric.FLOWS, "srcPort", filter, whole)))
                    .isEqualTo(matching.size());
        }
    }

    private long sum(SeriesQuery query) {
        SeriesAnswer answer = state.series(query);
        List<Long> points = new ArrayList<>(answer.other());
        answer.series().forEach(series -> points.addAll(series.points()));
        return points.stream().filter(Objects::nonNull).mapToLong(Long::longValue).sum();
    }

    @Test
    void continuesRollupsBeforeTheirStartFromFlows() {
        live.rolledUp = flows;
        TimeRange whole = new TimeRange(START, START + 1400 * MINUTE);
        for (Dimension by : List.of(Dimension.TOTAL, Dimension.PROTOCOL, Dimension.SRC_ADDR)) {
            SeriesQuery query =
                    new SeriesQuery(Metric.PACKETS, by, List.of(), 10, whole, Resolution.MINUTE);
            SeriesAnswer answer = state.series(query);
            assertThat(answer.estimated()).isTrue();
            SeriesQuery ofFlows = query.withKeys(List.of(), 10);
            SeriesAnswer expected = FlowSeries.of(ofFlows, all);
            assertThat(answer.series()).as("%s", by).hasSameSizeAs(expected.series());
            long packets = flows.stream().mapToLong(Flow::packets).sum();
            assertThat(sum(query)).as("%s", by).isEqualTo(packets);
        }
    }

    @Test
    void asksRollupsAloneIfTheyKnowTheWholeTime() {
        live.rolledUp = flows;
        TimeRange known = new TimeRange(START + 151 * MINUTE, START + 160 * MINUTE);
        SeriesQuery query =
                new SeriesQuery(
                        Metric.BYTES, Dimension.TOTAL, List.of(), 1, known, Resolution.MINUTE);
        assertThat(state.series(query).estimated()).isFalse();
    }

    @Test
    void saysNothingAboutStepsBeforeTheHistory() {
        TimeRange before = new TimeRange(START - 10 * MINUTE, START - 5 * MINUTE);
        SeriesQuery query = query(Metric.BYTES, "", FILTERS.get(1), before);
        assertThat(state.series(query).series().getFirst().points())
                .isEqualTo(Collections.nCopies(5, null));
    }
}
