package io.ringflow.model.filter;

import io.ringflow.model.EditDistance;
import io.ringflow.model.FlowField;
import java.util.Arrays;
import java.util.Comparator;

/** What to say of a word that is no field of a filter. */
final class UnknownField {

    private UnknownField() {}

    static String message(String name) {
        if (name.equals(FlowField.OBSERVERS.fieldName())) {
            return "observers is a list, which filters don't compare; use host or interface";
        }
        String shown = Value.shortened(name);
        boolean group = !FlowField.namedOrGrouped(name).isEmpty();
        return group
                ? name + " has several fields; name one of them, such as " + nearest(name)
                : "unknown field " + shown + "; the nearest is " + nearest(name);
    }

    /** By the whole name or by its part behind the dot; of equals the one that comes first. */
    private static String nearest(String name) {
        return Arrays.stream(FilterField.values())
                .map(FilterField::text)
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .orElseThrow();
    }

    private static int distance(String name, String known) {
        int dot = known.indexOf('.');
        String member = known.substring(dot + 1);
        boolean itsGroup = dot >= 0 && known.substring(0, dot).equals(name);
        return itsGroup
                ? -1
                : Math.min(EditDistance.between(name, known), EditDistance.between(name, member));
    }
}
