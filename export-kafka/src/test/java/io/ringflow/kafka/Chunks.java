package io.ringflow.kafka;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Chunks as the job makes them. */
final class Chunks {

    private static final int FLOWS = 10;

    private Chunks() {}

    static Chunk of(KafkaTarget target, long number, List<Flow> flows) {
        RecordEncoder encoder = target.encoder(List.of(FlowField.values()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        flows.forEach(flow -> encoder.write(flow, bytes));
        return new Chunk(number, flows.size(), bytes.toByteArray());
    }

    /** Ten flows, whose ids follow from the number. */
    static Chunk numbered(KafkaTarget target, long number) {
        return of(target, number, Flows.numbered((int) number * FLOWS, FLOWS));
    }

    /** Chunks with consecutive numbers. */
    static List<Chunk> numbered(KafkaTarget target, long first, long last) {
        List<Chunk> chunks = new ArrayList<>();
        for (long number = first; number <= last; number++) {
            chunks.add(numbered(target, number));
        }
        return chunks;
    }

    /** The ids of the flows in chunks from 0 to a number. */
    static List<String> ids(long last) {
        return Flows.numbered(0, (int) (last + 1) * FLOWS).stream()
                .map(flow -> flow.id().toString())
                .toList();
    }
}
