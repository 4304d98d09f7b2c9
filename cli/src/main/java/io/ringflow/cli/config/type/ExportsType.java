package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.job.export.FileExport;
import io.ringflow.model.format.FlowWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The type of the list of exports. */
public record ExportsType() implements SettingType<List<FileExport>> {

    private static final Set<String> LATER = Set.of("ipfix", "kafka", "parquet");
    private static final ScalarType<String> PATH = ScalarType.text("a file's path");
    private static final ScalarType<FlowWriter.Format> FORMAT =
            ScalarType.word(FlowWriter.Format.class);
    private static final ScalarType<Boolean> INTERIM = ScalarType.bool();
    private static final List<String> KEYS = List.of("type", "path", "format", "interim");

    @Override
    public Optional<List<FileExport>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        if (!node.isArray()) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        List<FileExport> exports = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            readExport(path + "[" + i + "]", node.get(i), wrong).ifPresent(exports::add);
        }
        return exports.size() == node.size() ? Optional.of(exports) : Optional.empty();
    }

    private Optional<FileExport> readExport(String path, JsonNode node, Consumer<Mistake> wrong) {
        if (!node.isObject()) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        if (!hasValidKeys(path, node, wrong)) {
            return Optional.empty();
        }
        Optional<String> file = PATH.read(path + ".path", node.path("path"), wrong);
        Optional<FlowWriter.Format> format =
                node.has("format")
                        ? FORMAT.read(path + ".format", node.path("format"), wrong)
                        : Optional.of(FlowWriter.Format.NDJSON);
        Optional<Boolean> interim =
                node.has("interim")
                        ? INTERIM.read(path + ".interim", node.path("interim"), wrong)
                        : Optional.of(false);
        if (file.isEmpty() || format.isEmpty() || interim.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FileExport(file.get(), format.get(), interim.get()));
    }

    /** Reports at most one mistake: the keys of an unknown type would all be unknown. */
    private static boolean hasValidKeys(String path, JsonNode node, Consumer<Mistake> wrong) {
        if (!typeIsFile(path, node.path("type"), wrong)) {
            return false;
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                wrong.accept(NameSuggestions.unknown(path + ".", entry.getKey(), KEYS));
                return false;
            }
        }
        if (!node.has("path")) {
            wrong.accept(new Mistake("", path + ".path", "is missing; allowed: a file's path"));
            return false;
        }
        return true;
    }

    private static boolean typeIsFile(String path, JsonNode type, Consumer<Mistake> wrong) {
        if (type.asText().equals("file")) {
            return true;
        }
        String message =
                LATER.contains(type.asText())
                        ? '"' + type.asText() + "\" is not supported yet; allowed: file"
                        : (type.isMissingNode() ? "is missing" : type + " is not allowed")
                                + "; allowed: file";
        wrong.accept(new Mistake("", path + ".type", message));
        return false;
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
