package io.ringflow.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.GoldenBytes;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.rpc.wire.v1.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages between processes don't change unnoticed. Converting a value to its message and back
 * would not notice two fields that are exchanged both ways.
 */
class WireFormatTest {

    /** Messages in which hardly anything is absent. */
    static List<Message> messages() {
        RandomValues values = new RandomValues(4);
        AnswerPart part = values.part();
        Coverage coverage = RandomValues.coverage(part);
        FlowFilter filter = FlowFilter.parse("dstPort = 443");
        List<FilterField> by = List.of(new FilterField.Single(FlowField.SRC_ADDR));
        return List.of(
                FlowWire.of(FlowFixture.complete()),
                AnswerWire.of(Optional.of(FlowFixture.complete()), part),
                AnswerWire.of(new ChangedFlows(1, List.of(FlowFixture.complete()), 2)),
                AnswerWire.of(values.top(coverage), part),
                AnswerWire.of(values.series(coverage), part),
                StatusWire.of(values.statistics(coverage), part),
                StatusWire.interfaces(List.of(values.oneInterface()), part),
                StatusWire.gaps(List.of(values.gap()), part),
                KnownWire.of(new KnownSince(1, 2, List.of(3L, 4L, 5L))),
                ExportWire.of(List.of(new ExportStatus("a", "b", "c", 1, 2, 3, 4, 5))).getFirst(),
                QueryWire.of(new FlowId(1, 2)),
                QueryWire.of(
                        new FlowQuery(
                                filter,
                                FlowQuery.Selection.ENDED,
                                FlowField.BYTES,
                                true,
                                17,
                                "cursor")),
                QueryWire.of(filter, FlowQuery.Selection.ACTIVE),
                QueryWire.of(
                        new TopQuery(
                                by,
                                Metric.PACKETS,
                                filter,
                                Optional.of(Duration.ofSeconds(90)),
                                18)),
                QueryWire.of(
                        new SeriesQuery(
                                Metric.BYTES,
                                Dimension.HOST,
                                List.of("host-a"),
                                9,
                                new TimeRange(-5, Resolution.MINUTE.stepNanos()),
                                Resolution.MINUTE)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void keepsBytesOfMessage(Message message) throws IOException {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization(); // maps have no order
        message.writeTo(out);
        byte[] golden = GoldenBytes.check(message.getDescriptorForType().getName(), bytes);
        assertThat(message.getParserForType().parseFrom(golden)).isEqualTo(message);
    }

    @Test
    void keepsNumberAndTypeOfEveryField() throws IOException {
        String fields =
                messageTypes(Wire.getDescriptor().getMessageTypes().stream())
                        .sorted(Comparator.comparing(Descriptor::getFullName))
                        .flatMap(type -> type.getFields().stream())
                        .map(WireFormatTest::line)
                        .collect(Collectors.joining());
        GoldenBytes.checkText("fields.txt", fields);
    }

    private static Stream<Descriptor> messageTypes(Stream<Descriptor> types) {
        return types.flatMap(
                type ->
                        Stream.concat(
                                Stream.of(type), messageTypes(type.getNestedTypes().stream())));
    }

    private static String line(FieldDescriptor field) {
        return "%s %d %s%s%n"
                .formatted(
                        field.getFullName(),
                        field.getNumber(),
                        field.isRepeated() ? "repeated " : "",
                        field.getType());
    }
}
