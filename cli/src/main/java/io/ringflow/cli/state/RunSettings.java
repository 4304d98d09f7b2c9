package io.ringflow.cli.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.capture.LiveCapture;
import io.ringflow.cli.config.Configuration;
import io.ringflow.job.settings.FlowSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a run's settings that decides what its state means. State is only read by a run with
 * the same ones. Timeouts, retention, {@code maxFlows}, labels, lateness, interfaces and the
 * capture filter may change, and exports may come and go: they concern the packets to come, and
 * open flows follow the new ones.
 *
 * @param version Ringflow's version, since the format may change with it
 * @param host name of this host, by which its captures are known
 * @param selected the interfaces that the settings select, as they are written
 * @param interfaces the interfaces that were captured at the start
 * @param settings values by path
 */
public record RunSettings(
        String version,
        String host,
        List<String> selected,
        List<String> interfaces,
        Map<String, String> settings) {

    /** Format of the directory itself. */
    private static final int FORMAT = 1;

    public RunSettings {
        selected = List.copyOf(selected);
        interfaces = List.copyOf(interfaces);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * Returns the settings of a run.
     *
     * @param interfaces the interfaces that it captures now
     */
    public static RunSettings of(
            Configuration configuration, String version, String host, List<String> interfaces) {
        LiveCapture capture = configuration.capture();
        FlowSettings flow = configuration.flow().within(capture.buckets());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("flow.key.vlan", String.valueOf(flow.keyVlan()));
        settings.put("flow.key.tunnel", String.valueOf(flow.keyTunnel()));
        settings.put("flow.decapsulate", String.valueOf(capture.decode().decapsulate()));
        settings.put("flow.vxlanPorts", String.valueOf(capture.decode().vxlanPorts()));
        settings.put("capture.bucket", flow.bucket().toMillis() + "ms");
        List<String> selected = new ArrayList<>(capture.interfaces());
        capture.exclude().forEach(name -> selected.add("!" + name));
        return new RunSettings(version, host, selected, interfaces, settings);
    }

    /**
     * Returns why a run with these settings can't go on from the state of an earlier one, or an
     * empty list if it can.
     */
    public List<String> obstacles(RunSettings earlier) {
        List<String> obstacles = new ArrayList<>();
        if (!version.equals(earlier.version)) {
            obstacles.add("it is of version " + earlier.version + ", this is " + version);
        }
        if (!host.equals(earlier.host)) {
            obstacles.add("it is of host " + earlier.host + ", this is " + host);
        }
        settings.forEach(
                (path, value) -> {
                    String before = earlier.settings.get(path);
                    if (!value.equals(before)) {
                        obstacles.add(path + " was " + before + " and is " + value);
                    }
                });
        return obstacles;
    }

    /**
     * Returns the interfaces that were captured and are not selected any more. An unchanged
     * selection, such as the default route's interface, may have other members.
     */
    List<String> dropped(RunSettings earlier) {
        return selected.equals(earlier.selected)
                ? List.of()
                : earlier.interfaces.stream()
                        .filter(name -> !interfaces.contains(name) && !selected.contains(name))
                        .toList();
    }

    JsonNode toJson() {
        ObjectNode json = StateFiles.json().createObjectNode();
        json.put("format", FORMAT);
        json.put("version", version);
        json.put("host", host);
        ArrayNode words = json.putArray("selected");
        selected.forEach(words::add);
        ArrayNode names = json.putArray("interfaces");
        interfaces.forEach(names::add);
        ObjectNode values = json.putObject("settings");
        settings.forEach(values::put);
        return json;
    }

    /**
     * Reads settings.
     *
     * @throws IOException if they are incomplete
     */
    static RunSettings of(JsonNode json) throws IOException {
        if (json.path("format").asInt() != FORMAT || !json.path("settings").isObject()) {
            throw new IOException("not written by this version");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        json.get("settings")
                .properties()
                .forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
        return new RunSettings(
                json.path("version").asText(),
                json.path("host").asText(),
                texts(json.path("selected")),
                texts(json.path("interfaces")),
                settings);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
