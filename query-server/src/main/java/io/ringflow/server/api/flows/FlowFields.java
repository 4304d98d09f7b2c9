package io.ringflow.server.api.flows;

import io.ringflow.model.field.FlowField;
import io.ringflow.server.api.request.QueryParameters;
import io.ringflow.server.problem.ProblemException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The parameter {@code fields}: which fields of a flow to return, and in which order. */
public final class FlowFields {

    /** Every field. */
    public static final List<FlowField> ALL = List.of(FlowField.values());

    private static final List<String> NAMES = ALL.stream().map(FlowField::fieldName).toList();

    private FlowFields() {}

    /**
     * Parses a list of fields.
     *
     * @param text fields or groups of fields, separated by commas
     * @throws ProblemException if a field is unknown
     */
    public static List<FlowField> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .flatMap(name -> named(name).stream())
                .distinct()
                .collect(
                        Collectors.collectingAndThen(
                                Collectors.toList(), FlowFields::groupsTogether));
    }

    private static List<FlowField> named(String name) {
        List<FlowField> fields = FlowField.namedOrGrouped(name);
        if (fields.isEmpty()) {
            throw unknown("fields", name);
        }
        return fields;
    }

    /** Moves the members of a group next to the first of them. */
    private static List<FlowField> groupsTogether(List<FlowField> fields) {
        return fields.stream()
                .sorted(Comparator.comparingInt(field -> indexOfGroup(field, fields)))
                .toList();
    }

    private static int indexOfGroup(FlowField field, List<FlowField> fields) {
        int own = fields.indexOf(field);
        for (int i = 0; i < own; i++) {
            if (!field.group().isEmpty() && fields.get(i).group().equals(field.group())) {
                return i;
            }
        }
        return own;
    }

    /** The error that a parameter names an unknown field. */
    static ProblemException unknown(String parameter, String name) {
        return QueryParameters.wrong(
                parameter,
                "names the unknown field \"" + name + '"' + QueryParameters.hint(name, NAMES));
    }
}
