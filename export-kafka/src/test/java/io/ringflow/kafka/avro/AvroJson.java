package io.ringflow.kafka.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.model.text.DecimalText;
import io.ringflow.model.text.TimeText;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads flows with Avro's own library, and turns them into what the NDJSON export contains. */
public final class AvroJson {

    private static final Schema SCHEMA = new Schema.Parser().parse(AvroSchema.text());
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AvroJson() {}

    /** Reads one value, which must end with the flow. */
    public static JsonNode read(byte[] value) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, null);
        GenericRecord flow = new GenericDatumReader<GenericRecord>(SCHEMA).read(null, decoder);
        if (!decoder.isEnd()) {
            throw new IOException("Bytes follow the flow");
        }
        return read(flow);
    }

    /** Parses a line of the NDJSON export, so that numbers of both compare. */
    public static JsonNode line(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    private static JsonNode read(GenericRecord flow) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : flow.getSchema().getFields()) {
            Object value = flow.get(field.pos());
            if (value != null) {
                object.set(field.name(), node(field, value));
            }
        }
        return object;
    }

    private static JsonNode node(Schema.Field field, Object value) {
        return switch (value) {
            case GenericRecord group -> read(group);
            case Collection<?> observers -> observers(observers);
            case Boolean truth -> NODES.booleanNode(truth);
            case Double number -> decimal(number);
            case Integer number -> NODES.numberNode(number);
            case Long number -> number(field, number);
            default -> NODES.textNode(value.toString());
        };
    }

    /** JSON writes whole values without a fraction, and up to three digits of one. */
    private static JsonNode decimal(double number) {
        try {
            return line(DecimalText.of(number));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode number(Schema.Field field, long number) {
        boolean time = field.name().endsWith("Seen");
        boolean small = number == (int) number;
        return time
                ? NODES.textNode(TimeText.of(number))
                : small ? NODES.numberNode((int) number) : NODES.numberNode(number);
    }

    private static JsonNode observers(Collection<?> observers) {
        ArrayNode list = NODES.arrayNode();
        for (Object observer : observers) {
            ObjectNode node = (ObjectNode) read((GenericRecord) observer);
            // Left out of JSON: they are those of the flow.
            list.add(
                    observers.size() > 1
                            ? node
                            : node.without(List.of("srcPackets", "dstPackets")));
        }
        return list;
    }
}
