package io.ringflow.server.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.model.field.FieldType;
import io.ringflow.model.field.FlowField;

/** The JSON schema of a flow's fields, as {@link FlowField} describes them. */
final class FlowSchema {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private FlowSchema() {}

    /** The properties of a flow; fields of a group are properties of an object. */
    static ObjectNode properties() {
        ObjectNode properties = NODES.objectNode();
        for (FlowField field : FlowField.values()) {
            ObjectNode members =
                    field.group().isEmpty() ? properties : group(properties, field.group());
            members.set(field.memberName(), property(field));
        }
        return properties;
    }

    private static ObjectNode group(ObjectNode properties, String name) {
        if (!properties.has(name)) {
            properties.set(
                    name,
                    NODES.objectNode().put("type", "object").put("additionalProperties", false));
        }
        return properties.withObject("/" + name).withObject("/properties");
    }

    private static ObjectNode property(FlowField field) {
        ObjectNode property = type(field.type());
        String unit = field.type().unit();
        String meaning = field.meaning();
        return property.has("$ref")
                ? property
                : property.put("description", unit.isEmpty() ? meaning : meaning + "; " + unit);
    }

    private static ObjectNode type(FieldType type) {
        ObjectNode schema = NODES.objectNode();
        return switch (type.kind()) {
            case NUMBER -> wholeNumber(schema, type.max());
            case DECIMAL -> schema.put("type", "number").put("minimum", 0);
            case TIME -> schema.put("$ref", "#/components/schemas/Time");
            case ADDRESS, PROTOCOL, TEXT, FLAGS -> schema.put("type", "string");
            case WORD -> words(schema, type);
            case BOOLEAN -> schema.put("type", "boolean");
            case LIST -> schema.put("type", "array");
        };
    }

    private static ObjectNode wholeNumber(ObjectNode schema, long max) {
        schema.put("type", "integer").put("minimum", 0);
        return max == Long.MAX_VALUE ? schema : schema.put("maximum", max);
    }

    private static ObjectNode words(ObjectNode schema, FieldType type) {
        ArrayNode words = schema.putArray("enum");
        type.words().forEach(words::add);
        return schema;
    }
}
