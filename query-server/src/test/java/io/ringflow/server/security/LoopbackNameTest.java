package io.ringflow.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:80", "127.0.0.1:65535", "[::1]", "[::1]:1"})
    void acceptsLoopbackAuthority(String authority) {
        assertThat(LoopbackName.isLoopbackAuthority(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost.",
                "localhost.example",
                "xlocalhost",
                "localhost@example.org",
                "127.0.0.1.example:80",
                "127.0.0.256",
                "127.1",
                "0.0.0.0",
                "[::]",
                "[::1",
                "[::2]:80",
                "[::ffff:10.0.0.1]",
                "localhost:80:80",
                "localhost:x"
            })
    void rejectsOtherAuthority(String authority) {
        assertThat(LoopbackName.isLoopbackAuthority(authority)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "https://127.0.0.1:8443", "http://[::1]:3000"})
    void acceptsLoopbackOrigin(String origin) {
        assertThat(LoopbackName.isLoopbackOrigin(origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "localhost",
                "http://",
                "http://evil.example",
                "http://localhost.evil.example",
                "http://localhost@evil.example",
                "file://localhost",
                "http://local host"
            })
    void rejectsOtherOrigin(String origin) {
        assertThat(LoopbackName.isLoopbackOrigin(origin)).isFalse();
    }
}
