package io.ringflow.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecodeSettingsTest {

    @Test
    void followsTunnelsByDefault() {
        assertThat(DecodeSettings.DEFAULT.decapsulate()).isTrue();
        assertThat(DecodeSettings.DEFAULT.vxlanPorts()).containsExactly(4789, 8472);
    }

    @Test
    void rejectsPortsOutOfRange() {
        assertThatThrownBy(
                        () ->
                                new DecodeSettings(
                                        true,
                                        List.of(4789, 65536),
                                        false,
                                        DecodeSettings.Connections.DEFAULT))
                .hasMessage("vxlanPorts must be from 1 to 65535, but contains 65536");
        assertThatThrownBy(
                        () ->
                                new DecodeSettings(
                                        true,
                                        List.of(0),
                                        false,
                                        DecodeSettings.Connections.DEFAULT))
                .hasMessageContaining("contains 0");
    }
}
