package io.ringflow.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.rpc.wire.v1.Wire;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class WireTest {

    private static final long SEED = 20_260_101;
    private static final int CASES = 500;

    private final RandomValues values = new RandomValues(SEED);

    @Test
    void convertsFlowsToMessagesAndBack() throws Exception {
        for (int i = 0; i < CASES; i++) {
            Flow flow = values.flow();
            Wire.Flow message = Wire.Flow.parseFrom(FlowWire.of(flow).toByteArray());
            assertThat(FlowWire.from(message)).isEqualTo(flow);
        }
    }

    @Test
    void convertsAnswersToMessagesAndBack() throws Exception {
        for (int i = 0; i < CASES; i++) {
            AnswerPart part = values.part();
            Coverage coverage = RandomValues.coverage(part);
            AnswerPart plain = part.with(coverage);
            FlowPage page =
                    new FlowPage(
                            values.some(values::flow), values.number(), values.text(), coverage);
            assertThat(AnswerWire.from(AnswerWire.of(page, part)))
                    .isEqualTo(new ProcessAnswer<>(page, plain));
            FlowStatistics statistics = values.statistics(coverage);
            assertThat(StatusWire.from(StatusWire.of(statistics, part)))
                    .isEqualTo(new ProcessAnswer<>(statistics, plain));
            TopAnswer top = values.top(coverage);
            assertThat(AnswerWire.from(AnswerWire.of(top, part)))
                    .isEqualTo(new ProcessAnswer<>(top, plain));
            SeriesAnswer series = values.series(coverage);
            assertThat(AnswerWire.from(AnswerWire.of(series, part)))
                    .isEqualTo(new ProcessAnswer<>(series, plain));
            Optional<Flow> flow = values.some(values::flow).stream().findFirst();
            assertThat(AnswerWire.from(AnswerWire.of(flow, part)))
                    .isEqualTo(new ProcessAnswer<>(flow, part));
            var interfaces = values.interfaces();
            assertThat(StatusWire.from(StatusWire.interfaces(interfaces, part)))
                    .isEqualTo(new ProcessAnswer<>(interfaces, part));
            var gaps = values.gaps();
            assertThat(StatusWire.from(StatusWire.gaps(gaps, part)))
                    .isEqualTo(new ProcessAnswer<>(gaps, part));
            ChangedFlows changes =
                    new ChangedFlows(values.number(), values.some(values::flow), values.number());
            assertThat(AnswerWire.from(AnswerWire.of(changes))).isEqualTo(changes);
        }
    }

    @Test
    void convertsQueriesToMessagesAndBack() {
        FlowFilter filter = FlowFilter.parse("dstPort = 443 AND srcAddr = 2001:db8::1");
        FlowId id = new FlowId(-5, Long.MIN_VALUE);
        assertThat(QueryWire.from(QueryWire.of(id))).isEqualTo(id);
        for (FlowField sort : FlowField.values()) {
            FlowQuery.Selection selection = values.any(FlowQuery.Selection.values());
            FlowQuery query = new FlowQuery(filter, selection, sort, true, 17, values.text());
            assertThat(QueryWire.from(QueryWire.of(query))).isEqualTo(query);
            assertThat(QueryWire.selection(QueryWire.of(filter, selection))).isEqualTo(selection);
        }
        for (FilterField by : FilterField.all()) {
            TopQuery query =
                    new TopQuery(
                            List.of(by, new FilterField.Single(FlowField.PROTOCOL)),
                            Metric.FLOWS,
                            filter,
                            Optional.of(Duration.ofSeconds(90)),
                            TopQuery.MAX_LIMIT);
            assertThat(QueryWire.from(QueryWire.of(query))).isEqualTo(query);
        }
        for (Dimension by : Dimension.values()) {
            Resolution step = values.any(Resolution.values());
            SeriesQuery query =
                    new SeriesQuery(
                            values.any(Metric.values()),
                            by,
                            values.some(values::text),
                            9,
                            new TimeRange(-5, step.stepNanos()),
                            step);
            assertThat(QueryWire.from(QueryWire.of(query))).isEqualTo(query);
        }
    }

    @Test
    void convertsTopListsWithoutAWindow() {
        TopQuery query =
                new TopQuery(
                        List.of(new FilterField.Single(FlowField.SRC_ADDR)),
                        Metric.BYTES,
                        FlowFilter.ALL,
                        Optional.empty(),
                        1);
        assertThat(QueryWire.from(QueryWire.of(query))).isEqualTo(query);
    }

    @Test
    void rejectsUnknownWordsByName() {
        Wire.Flow flow =
                FlowWire.of(values.flow()).toBuilder().setInitiatorRule("crystal-ball").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowWire.from(flow))
                .withMessageContaining("crystal-ball");
        Wire.Flow address =
                FlowWire.of(values.flow()).toBuilder()
                        .setSrcAddr(ByteString.copyFrom(new byte[5]))
                        .build();
        assertThatIllegalArgumentException().isThrownBy(() -> FlowWire.from(address));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                QueryWire.from(
                                        Wire.ListFlowsRequest.newBuilder()
                                                .setSelection("ALL")
                                                .setSort("colour")
                                                .setLimit(1)
                                                .build()))
                .withMessageContaining("colour");
        Assertions.assertThatExceptionOfType(FilterException.class)
                .isThrownBy(
                        () ->
                                QueryWire.from(
                                        Wire.ListFlowsRequest.newBuilder()
                                                .setFilter("dstPort ?")
                                                .build()));
    }

    @Test
    void rejectsUnknownDimensionsMetricsAndFields() {
        Wire.TopRequest top = Wire.TopRequest.newBuilder().setMetric("bytes").setLimit(1).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryWire.from(top.toBuilder().addBy("colour").build()))
                .withMessageContaining("colour");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryWire.from(top.toBuilder().setMetric("weight").build()))
                .withMessageContaining("weight");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                QueryWire.from(
                                        Wire.SeriesRequest.newBuilder()
                                                .setMetric("bytes")
                                                .setBy("smell")
                                                .build()))
                .withMessageContaining("smell");
    }

    @Test
    void rejectsReasonsAndPointsThatDoNotExist() {
        for (int reason : List.of(-1, EndReason.values().length)) {
            Wire.Flow flow = FlowWire.of(values.flow()).toBuilder().setEndReason(reason).build();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FlowWire.from(flow))
                    .withMessage(reason + " is not a reason for a flow's end");
        }
        AnswerPart part = values.part();
        Wire.SeriesAnswer plain =
                AnswerWire.of(values.series(RandomValues.coverage(part)), part).toBuilder()
                        .clearSeries()
                        .build();
        for (int point : List.of(-1, 1)) {
            Wire.Points points = Wire.Points.newBuilder().addValues(7).addAbsent(point).build();
            Wire.SeriesAnswer answer = plain.toBuilder().addSeries(points).build();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AnswerWire.from(answer))
                    .withMessage("point " + point + " of 1");
        }
    }

    @Test
    void convertsExportsToMessagesAndBack() {
        List<ExportStatus> exports =
                List.of(
                        new ExportStatus("parts", "file /x", "", 1, 2, 3, 4, 5),
                        new ExportStatus("kafka", "broker:9092", "no answer", 0, 9, 8, 7, 6));
        assertThat(ExportWire.from(ExportWire.of(exports))).isEqualTo(exports);
    }

    @Test
    void rejectsPartsWithMoreShardsThanExist() throws InvalidProtocolBufferException {
        BitSet shards = new BitSet();
        shards.set(8);
        Wire.Part part =
                Wire.Part.newBuilder()
                        .setExpectedShards(8)
                        .setShards(ByteString.copyFrom(shards.toByteArray()))
                        .build();
        assertThatIllegalArgumentException().isThrownBy(() -> AnswerPart.from(part));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                AnswerPart.from(
                                        Wire.Part.newBuilder().setExpectedShards(-1).build()));
    }

    @Test
    void convertsSinceWhenEverythingIsKnownToMessageAndBack() throws Exception {
        for (KnownSince known :
                List.of(
                        KnownSince.UNKNOWN,
                        new KnownSince(-1, Long.MIN_VALUE, List.of(2L, 3L, 4L)),
                        new KnownSince(Long.MIN_VALUE, 5, List.of(0L, Long.MIN_VALUE, 7L)))) {
            Wire.KnownSince message = Wire.KnownSince.parseFrom(KnownWire.of(known).toByteArray());
            assertThat(KnownWire.from(message)).isEqualTo(known);
        }
        KnownSince one = new KnownSince(1, 20, List.of(3L, 40L, 5L));
        KnownSince other = new KnownSince(10, 2, List.of(30L, 4L, 50L));
        assertThat(one.and(other)).isEqualTo(new KnownSince(10, 20, List.of(30L, 40L, 50L)));
        assertThat(one.and(KnownSince.UNKNOWN)).isEqualTo(one);
    }

    @Test
    void keepsWhatIsMissingInTheProcessItself() {
        AnswerPart part = values.part();
        Coverage less =
                new Coverage(
                        part.shards().cardinality() + 1,
                        part.expectedShards(),
                        List.of("a shard moved"),
                        1,
                        2);
        assertThat(part.with(less).missing()).containsExactly("a shard moved");
        Coverage all =
                new Coverage(
                        part.shards().cardinality(),
                        part.expectedShards(),
                        List.of("the shards of others"),
                        1,
                        2);
        assertThat(part.with(all).missing()).isEmpty();
        assertThat(part.with(all).coverage().watermarkNanos()).isEqualTo(1);
    }
}
