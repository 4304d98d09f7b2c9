package io.ringflow.kafka.avro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.kafka.Flows;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowNames;
import io.ringflow.model.NameSource;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.FlowWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvroEncoderTest {

    private final AvroEncoder encoder = new AvroEncoder(false);

    @Test
    void valueReadByAvroEqualsTheNdjsonRecord() throws IOException {
        List<Flow> flows = Flows.ofManyKinds();
        for (Flow flow : flows) {
            assertThat(AvroJson.read(encode(encoder, flow))).isEqualTo(ndjson(flow));
        }
        for (FlowField field : FlowField.values()) {
            assertThat(flows).as(field.fieldName()).anyMatch(flow -> field.text(flow).isPresent());
        }
    }

    @Test
    void textBeyondAsciiIsUtf8() throws IOException {
        FlowFixture flow = new FlowFixture();
        for (String text : List.of("ü", "ж".repeat(100), "x".repeat(63) + "é", "\u0001\"\\")) {
            flow.names = new FlowNames("", text, NameSource.DNS);
            assertThat(AvroJson.read(encode(encoder, flow.flow())).get("dstName").textValue())
                    .isEqualTo(text);
        }
    }

    @Test
    void singleObjectStartsWithFingerprint() {
        Flow flow = new FlowFixture().flow();
        byte[] plain = encode(encoder, flow);
        byte[] single = encode(new AvroEncoder(true), flow);
        ByteBuffer header = ByteBuffer.wrap(single, 0, 10).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getShort()).isEqualTo((short) 0x01c3);
        assertThat(header.getLong()).isEqualTo(Fingerprint.of(AvroSchema.canonical()));
        assertThat(Arrays.copyOfRange(single, 10, single.length)).isEqualTo(plain);
    }

    private static byte[] encode(AvroEncoder encoder, Flow flow) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder.write(flow, bytes);
        return bytes.toByteArray();
    }

    private static JsonNode ndjson(Flow flow) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FlowWriter.ndjson(List.of(FlowField.values())).write(flow, bytes);
        return AvroJson.line(bytes.toString(StandardCharsets.UTF_8));
    }
}
