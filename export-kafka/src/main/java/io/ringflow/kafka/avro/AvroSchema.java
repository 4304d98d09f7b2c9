package io.ringflow.kafka.avro;

import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FlowField;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Avro schema of flows. It follows from {@link FlowField}: the same names as in JSON, members
 * of a group in a record of their own. What a flow may lack is null, and null by default, so a
 * reader of a newer or older schema can read what this one wrote.
 */
public final class AvroSchema {

    /** Fields that every flow has. A field never joins or leaves: old readers would fail. */
    static final Set<FlowField> REQUIRED =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            FlowField.ID,
                            FlowField.COMMUNITY_ID,
                            FlowField.SRC_ADDR,
                            FlowField.DST_ADDR,
                            FlowField.SRC_PORT,
                            FlowField.DST_PORT,
                            FlowField.PROTOCOL,
                            FlowField.IP_VERSION,
                            FlowField.STATE,
                            FlowField.FIRST_SEEN,
                            FlowField.LAST_SEEN,
                            FlowField.DURATION_MS,
                            FlowField.PACKETS,
                            FlowField.BYTES,
                            FlowField.SRC_PACKETS,
                            FlowField.SRC_BYTES,
                            FlowField.DST_PACKETS,
                            FlowField.DST_BYTES,
                            FlowField.OBSERVERS));

    private static final String NAMESPACE = "io.ringflow";
    private static final String TIME = "{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}";

    /** Members of an observer and their types, in the order in which they are encoded. */
    private static final List<String[]> OBSERVER =
            List.of(
                    new String[] {"host", "\"string\""},
                    new String[] {"interface", "\"string\""},
                    new String[] {"packets", "\"long\""},
                    new String[] {"bytes", "\"long\""},
                    new String[] {"srcPackets", "\"long\""},
                    new String[] {"dstPackets", "\"long\""},
                    new String[] {"firstSeen", TIME},
                    new String[] {"lastSeen", TIME});

    /** The groups of fields in their order; a field without one is a group of its own. */
    static final List<List<FlowField>> GROUPS = groups();

    private AvroSchema() {}

    private static List<List<FlowField>> groups() {
        Function<FlowField, String> key =
                field -> field.group().isEmpty() ? field.fieldName() : field.group() + ".";
        return Stream.of(FlowField.values())
                .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(List::copyOf)
                .toList();
    }

    /** The schema as JSON, one field per line, with what the fields mean. */
    public static String text() {
        return new Text(true).flow();
    }

    /** The schema in Avro's parsing canonical form, of which fingerprints are made. */
    static String canonical() {
        return new Text(false).flow();
    }

    /** Writes the schema, either for people or in canonical form. */
    private record Text(boolean readable) {

        String flow() {
            return record("Flow", GROUPS.stream().map(this::member)) + (readable ? "\n" : "");
        }

        private String record(String name, Stream<String> fields) {
            String separator = readable ? ",\n" : ",";
            String list = fields.collect(Collectors.joining(separator));
            return readable
                    ? "{\"type\":\"record\",\"name\":\"%s\",\"namespace\":\"%s\",\"fields\":[\n%s]}"
                            .formatted(name, NAMESPACE, list)
                    : "{\"name\":\"%s.%s\",\"type\":\"record\",\"fields\":[%s]}"
                            .formatted(NAMESPACE, name, list);
        }

        private String member(List<FlowField> group) {
            FlowField first = group.get(0);
            if (first.group().isEmpty()) {
                return field(first);
            }
            String name = first.group();
            String type =
                    record(
                            Character.toUpperCase(name.charAt(0)) + name.substring(1),
                            group.stream().map(this::field));
            return field(name, "", type, true);
        }

        private String field(FlowField field) {
            String doc = field.meaning() + unit(field);
            return field(field.memberName(), doc, type(field), !REQUIRED.contains(field));
        }

        private String field(String name, String doc, String type, boolean nullable) {
            String union = nullable ? "[\"null\"," + type + "]" : type;
            if (!readable) {
                return "{\"name\":\"%s\",\"type\":%s}".formatted(name, union);
            }
            return "{\"name\":\"%s\"%s,\"type\":%s%s}"
                    .formatted(
                            name,
                            doc.isEmpty() ? "" : ",\"doc\":\"" + doc + "\"",
                            union,
                            nullable ? ",\"default\":null" : "");
        }

        private static String unit(FlowField field) {
            String unit = field.type().unit();
            return unit.isEmpty() || field.meaning().contains(unit) ? "" : " (" + unit + ")";
        }

        private String type(FlowField field) {
            FieldKind kind = field.type().kind();
            return switch (kind) {
                case NUMBER -> field.type().max() <= Integer.MAX_VALUE ? "\"int\"" : "\"long\"";
                case DECIMAL -> "\"double\"";
                case TIME -> readable ? TIME : "\"long\"";
                case BOOLEAN -> "\"boolean\"";
                case LIST -> "{\"type\":\"array\",\"items\":" + observer() + "}";
                case ADDRESS, PROTOCOL, WORD, TEXT, FLAGS -> "\"string\"";
            };
        }

        private String observer() {
            return record(
                    "Observer",
                    OBSERVER.stream()
                            .map(
                                    member -> {
                                        boolean plain = !readable && member[1].equals(TIME);
                                        return field(
                                                member[0],
                                                "",
                                                plain ? "\"long\"" : member[1],
                                                false);
                                    }));
        }
    }
}
