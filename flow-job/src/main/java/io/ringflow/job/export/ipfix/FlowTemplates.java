package io.ringflow.job.export.ipfix;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The templates of flow records, each made when it is first needed. Not thread-safe. */
final class FlowTemplates {

    private static final int MAX_DEFINITION = 512;

    private final CollectorProtocol protocol;
    private final FlowTimes times;
    private final RecordField[][] fields = new RecordField[RecordShape.COUNT][];

    FlowTemplates(CollectorProtocol protocol, FlowTimes times) {
        this.protocol = protocol;
        this.times = times;
    }

    private RecordField[] fields(int shape) {
        if (fields[shape] == null) {
            List<RecordField> list = RecordFields.of(new RecordShape(shape), protocol, times);
            fields[shape] = list.toArray(RecordField[]::new);
        }
        return fields[shape];
    }

    /** The template record (RFC 7011, 3.4.1) with an id. */
    byte[] definition(int templateId) {
        RecordField[] specified = fields(templateId - RecordShape.FIRST_TEMPLATE);
        ByteBuffer out = ByteBuffer.allocate(MAX_DEFINITION);
        out.putShort((short) templateId).putShort((short) specified.length);
        for (RecordField field : specified) {
            field.specify(out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Appends a data record.
     *
     * @return id of its template
     */
    int write(DirectedFlow flow, ByteBuffer out) {
        int shape = RecordShape.bitsOf(flow);
        for (RecordField field : fields(shape)) {
            field.content().write(flow, out);
        }
        return RecordShape.FIRST_TEMPLATE + shape;
    }
}
