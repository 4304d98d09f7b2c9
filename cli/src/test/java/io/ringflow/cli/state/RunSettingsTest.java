package io.ringflow.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.config.ConfigurationReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunSettingsTest {

    private static final RunSettings EARLIER = settings("eth0", List.of("eth0"));

    private static RunSettings settings(
            String interfaces, List<String> present, String... overrides) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("capture.interfaces", interfaces);
        for (String override : overrides) {
            String[] parts = override.split("=", 2);
            values.put(parts[0], parts[1]);
        }
        return RunSettings.of(
                ConfigurationReader.read(Optional.empty(), Map.of(), values), "1", "a", present);
    }

    @ParameterizedTest
    @CsvSource({
        "flow.key.vlan=false, flow.key.vlan was true and is false",
        "flow.key.tunnel=false, flow.key.tunnel was true and is false",
        "flow.decapsulate=false, flow.decapsulate was true and is false",
        "flow.vxlanPorts=4789, flow.vxlanPorts was",
        "capture.bucket=100ms, capture.bucket was 500ms and is 100ms"
    })
    void refusesSettingThatChangesWhatStateMeans(String override, String message) {
        assertThat(settings("eth0", List.of("eth0"), override).obstacles(EARLIER))
                .singleElement()
                .asString()
                .startsWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flow.idleTimeout.tcp=5s",
                "flow.activeTimeout=5s",
                "flow.splitOnActiveTimeout=true",
                "flow.endLinger=1s",
                "flow.retention=1h",
                "flow.maxFlows=5000",
                "flow.labels=true",
                "flow.bucket=500ms",
                "flow.allowedLateness=2s",
                "capture.filter=tcp",
                "capture.snapLength=128",
                "capture.ring.blocks=8",
                "capture.fanout.readersPerHost=2",
                "export=[{type: file, path: x.ndjson}]",
                "query.port=1"
            })
    void acceptsSettingThatConcernsPacketsToCome(String override) {
        assertThat(settings("eth0", List.of("eth0"), override).obstacles(EARLIER)).isEmpty();
    }

    @Test
    void refusesOtherVersionAndOtherHost() {
        RunSettings other = new RunSettings("2", "b", List.of("eth0"), List.of("eth0"), Map.of());
        assertThat(other.obstacles(EARLIER))
                .contains("it is of version 1, this is 2", "it is of host a, this is b");
    }

    @Test
    void namesInterfacesThatAreNotSelectedAnyMore() {
        RunSettings other = settings("eth1", List.of("eth1"));
        assertThat(other.obstacles(EARLIER)).isEmpty();
        assertThat(other.dropped(EARLIER)).containsExactly("eth0");
    }

    @Test
    void acceptsOtherExports() {
        RunSettings one = settings("eth0", List.of("eth0"), "export=[{type: file, path: a.csv}]");
        RunSettings other = settings("eth0", List.of("eth0"), "export=[{type: file, path: b.csv}]");
        assertThat(EARLIER.obstacles(one)).isEmpty();
        assertThat(one.obstacles(EARLIER)).isEmpty();
        assertThat(other.obstacles(one)).isEmpty();
    }

    @Test
    void acceptsMoreInterfacesAndOtherWaysToSelectThem() {
        assertThat(settings("[eth0, eth1]", List.of("eth0", "eth1")).dropped(EARLIER)).isEmpty();
        assertThat(settings("all", List.of("eth0", "eth1")).dropped(EARLIER)).isEmpty();
    }

    @Test
    void acceptsOtherInterfacesOfTheSameSelection() {
        RunSettings earlier = settings("default", List.of("wlan0"));
        assertThat(settings("default", List.of("eth0")).dropped(earlier)).isEmpty();
    }

    @Test
    void isTheSameAfterItWasWrittenAndRead() throws Exception {
        assertThat(RunSettings.of(EARLIER.toJson())).isEqualTo(EARLIER);
    }
}
