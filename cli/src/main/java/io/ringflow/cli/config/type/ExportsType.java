package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.export.file.OutputFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The type of the list of exports. Reads what all exports have in common; the rest belongs to the
 * {@link ExportType} that {@code type} names.
 */
public record ExportsType() implements SettingType<List<Export>> {

    private static final String FILE = "file";
    private static final ScalarType<String> NAME =
            ScalarType.text(
                    Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
                    "at most 63 letters, digits, dots, hyphens and underscores");

    /** The kinds of exports by name, which are services of the class path. */
    private static Map<String, ExportType> types() {
        Map<String, ExportType> types = new TreeMap<>();
        ServiceLoader.load(ExportType.class, ExportsType.class.getClassLoader())
                .forEach(type -> types.put(type.name(), type));
        return types;
    }

    @Override
    public Optional<List<Export>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        if (!node.isArray()) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        List<Mistake> mistakes = new ArrayList<>();
        List<Export> exports = new ArrayList<>();
        Map<String, ExportType> types = node.isEmpty() ? Map.of() : types();
        Map<String, Integer> numbers = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < node.size(); i++) {
            String place = path + "[" + i + "]";
            JsonNode each = node.get(i);
            if (!each.isObject()) {
                mistakes.add(
                        new Mistake("", place, each + " is not allowed; allowed: " + allowed()));
                continue;
            }
            ExportNode options = new ExportNode(place, each, mistakes::add);
            type(options, types)
                    .map(type -> export(options, type, numbers))
                    .ifPresent(exports::add);
        }
        for (Export export : exports) {
            if (!names.add(export.name())) {
                mistakes.add(
                        new Mistake("", path, "the name " + export.name() + " is given twice"));
            }
        }
        mistakes.forEach(wrong);
        return mistakes.isEmpty() ? Optional.of(List.copyOf(exports)) : Optional.empty();
    }

    /** A format of files that is a kind of export of its own is found by its name, too. */
    private static Optional<ExportType> type(ExportNode options, Map<String, ExportType> types) {
        String word = options.word("type").orElse("");
        String format = word.equals(FILE) ? format(options) : "";
        ExportType type = types.get(types.containsKey(format) ? format : word);
        if (type == null) {
            options.refuse(
                    "type",
                    (word.isEmpty() ? "is missing" : '"' + word + "\" is not allowed")
                            + "; allowed: "
                            + String.join(", ", types.keySet()));
        }
        return Optional.ofNullable(type);
    }

    private static String format(ExportNode file) {
        return file.word("format")
                .or(
                        () ->
                                file.word("path")
                                        .flatMap(OutputFormat::ofFile)
                                        .map(output -> output.format().text()))
                .orElse("");
    }

    private static Export export(
            ExportNode options, ExportType type, Map<String, Integer> numbers) {
        int number = numbers.merge(type.name(), 1, Integer::sum);
        String name = options.read("name", NAME, type.name() + "-" + number);
        if (name.equals(FileTarget.OUTPUT)) {
            options.refuse("name", name + " is the name of what -o writes; choose another one");
        }
        ExportTarget target = type.read(options);
        Export.Selection selection = ExportSelection.read(options, target);
        Export.Queue queue =
                new Export.Queue(
                        options.bytes("queue.size", 1 << 16, Export.Queue.DEFAULT.bytes()),
                        options.word(
                                "queue.whenFull",
                                Export.WhenFull.class,
                                Export.Queue.DEFAULT.whenFull()));
        options.refuseUnknown();
        return new Export(name, target, selection, queue);
    }

    @Override
    public JsonNode fromText(String text) {
        return Yaml.parse(text);
    }

    @Override
    public String allowed() {
        return "a list such as [{type: file, path: flows.ndjson, format: ndjson, interim: false}]";
    }
}
