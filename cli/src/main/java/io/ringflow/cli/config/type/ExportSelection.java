package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads which records an export writes: {@code filter}, {@code fields} and {@code events}. */
final class ExportSelection {

    private static final WordsType WORDS = new WordsType(false);
    private static final List<String> EVENTS =
            Arrays.stream(FlowEvent.values())
                    .filter(event -> event != FlowEvent.NONE)
                    .map(FlowEvent::text)
                    .toList();

    private ExportSelection() {}

    static Export.Selection read(ExportNode node, ExportTarget target) {
        return new Export.Selection(filter(node), fields(node, target), events(node, target));
    }

    private static String filter(ExportNode node) {
        String text = node.text("filter", "a filter of flows", "");
        try {
            if (FlowFilter.isRelative(text)) {
                node.refuse(
                        "filter",
                        '"' + text + "\" has a time before now, which an export can't follow");
            }
            return text;
        } catch (FilterException e) {
            node.refuse(
                    "filter",
                    '"' + text + "\" at position " + (e.position() + 1) + ": " + e.getMessage());
            return "";
        }
    }

    private static List<FlowField> fields(ExportNode node, ExportTarget target) {
        List<String> names = node.read("fields", WORDS, List.of());
        if (names.isEmpty()) {
            return List.of(FlowField.values());
        }
        if (!target.choosesFields()) {
            node.refuse("fields", "is not allowed; " + target.label() + " has fields of its own");
        }
        Set<FlowField> fields = new LinkedHashSet<>();
        for (String name : names) {
            List<FlowField> named = FlowField.namedOrGrouped(name);
            if (named.isEmpty()) {
                node.refuse("fields", '"' + name + "\" is not a field" + suggestion(name));
            }
            fields.addAll(named);
        }
        return List.copyOf(fields);
    }

    private static String suggestion(String name) {
        List<String> names = Arrays.stream(FlowField.values()).map(FlowField::fieldName).toList();
        return NameSuggestions.nearest(name, names)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; docs/34-flows.md lists the fields");
    }

    private static Set<FlowEvent> events(ExportNode node, ExportTarget target) {
        Set<FlowEvent> events = events(node);
        if (!target.takesInterim() && !events.equals(Export.Selection.ENDS.events())) {
            String key = node.at("events").isMissingNode() ? "interim" : "events";
            node.refuse(key, "is not allowed; this format has one record per flow, of its end");
        }
        return events;
    }

    private static Set<FlowEvent> events(ExportNode node) {
        boolean interim = node.flag("interim", false);
        JsonNode given = node.at("events");
        if (given.isMissingNode()) {
            return (interim ? Export.Selection.ALL : Export.Selection.ENDS).events();
        }
        if (interim) {
            node.refuse("interim", "is not allowed together with events; leave it out");
        }
        List<FlowEvent> events = new ArrayList<>();
        for (String word : node.read("events", WORDS, List.of(FlowEvent.END.text()))) {
            int index = EVENTS.indexOf(word);
            if (index < 0) {
                node.refuse(
                        "events",
                        '"' + word + "\" is not allowed; allowed: " + String.join(", ", EVENTS));
            } else {
                events.add(FlowEvent.values()[index + 1]);
            }
        }
        return events.isEmpty() ? Export.Selection.ENDS.events() : Set.copyOf(events);
    }
}
