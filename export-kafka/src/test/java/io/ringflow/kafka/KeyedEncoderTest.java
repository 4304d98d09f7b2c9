package io.ringflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.Chunk;
import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyedEncoderTest {

    @Test
    void keysAreCommunityIdsAndValuesWhatTheEncoderWrote() {
        List<Flow> flows = Flows.ofManyKinds();
        KeyedEncoder encoder =
                new KeyedEncoder(
                        KeyedEncoder.json(List.of(FlowField.COMMUNITY_ID, FlowField.DST_ADDR)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        flows.forEach(flow -> encoder.write(flow, bytes));

        List<String> records = new ArrayList<>();
        KeyedRecords.forEach(
                new Chunk(0, flows.size(), bytes.toByteArray()),
                (key, value) -> records.add(text(key) + " " + text(value)));
        assertThat(records)
                .isEqualTo(
                        flows.stream()
                                .map(
                                        flow ->
                                                "%1$s {\"communityId\":\"%1$s\",\"dstAddr\":\"%2$s\"}"
                                                        .formatted(
                                                                FlowField.COMMUNITY_ID
                                                                        .text(flow)
                                                                        .orElseThrow(),
                                                                flow.dstAddr()))
                                .toList());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
