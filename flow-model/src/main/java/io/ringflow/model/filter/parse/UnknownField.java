package io.ringflow.model.filter.parse;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.text.EditDistance;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The message about a word that is not a field of filters. */
final class UnknownField {

    /** Names that other tools give to fields. */
    private static final Map<String, String> USUAL =
            Map.of(
                    "src", "srcAddr",
                    "dst", "dstAddr",
                    "ip", "addr",
                    "sport", "srcPort",
                    "dport", "dstPort",
                    "proto", "protocol",
                    "vlan", "vlanId",
                    "iface", "interface",
                    "sni", "labels.tlsSni",
                    "duration", "durationMs");

    private UnknownField() {}

    static String message(String name) {
        if (name.equals(FlowField.OBSERVERS.fieldName())) {
            return "observers is a list, which filters can't compare; use host or interface";
        }
        String shown = Value.shortened(name);
        if (!FlowField.namedOrGrouped(name).isEmpty()) {
            return name + " has several fields; name one of them, such as " + nearest(name);
        }
        return "unknown field "
                + shown
                + near(name).map(hint -> "; the nearest is " + hint).orElse("");
    }

    /** The field that was probably meant, if one is near enough. */
    private static Optional<String> near(String name) {
        String usual = USUAL.get(name.toLowerCase(Locale.ROOT));
        if (usual != null) {
            return Optional.of(usual);
        }
        String nearest = nearest(name);
        return Optional.of(nearest)
                .filter(known -> EditDistance.near(name, distance(name, nearest)));
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
