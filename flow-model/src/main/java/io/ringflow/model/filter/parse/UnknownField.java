package io.ringflow.model.filter.parse;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.text.EditDistance;
import java.util.Comparator;

/** The message about a word that is not a field of filters. */
final class UnknownField {

    private UnknownField() {}

    static String message(String name) {
        if (name.equals(FlowField.OBSERVERS.fieldName())) {
            return "observers is a list, which filters can't compare; use host or interface";
        }
        String shown = Value.shortened(name);
        boolean group = !FlowField.namedOrGrouped(name).isEmpty();
        return group
                ? name + " has several fields; name one of them, such as " + nearest(name)
                : "unknown field " + shown + "; the nearest is " + nearest(name);
    }

    /** Compares the whole name and the part after the dot; the first of equally near fields. */
    private static String nearest(String name) {
        return FilterField.all().stream()
                .map(FilterField::text)
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .orElseThrow();
    }

    private static int distance(String name, String known) {
        int dot = known.indexOf('.');
        String member = known.substring(dot + 1);
        boolean inGroup = dot >= 0 && known.substring(0, dot).equals(name);
        return inGroup
                ? -1
                : Math.min(EditDistance.between(name, known), EditDistance.between(name, member));
    }
}
