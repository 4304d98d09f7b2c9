package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
    void acceptsLoopbackName(String host) {
        assertThatNoException().isThrownBy(() -> new ServerSettings(host, 8080));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "example.org", "127.0.0.1.example", ""})
    void refusesToListenBeyondLoopback(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerSettings(host, 8080))
                .withMessageStartingWith("query.host: \"" + host);
    }

    @Test
    void refusesPortOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerSettings("localhost", 65_536))
                .withMessageContaining("query.port: 65536");
    }
}
