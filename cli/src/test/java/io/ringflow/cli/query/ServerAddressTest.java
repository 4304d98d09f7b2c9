package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.cli.terminal.CommandFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:8080,http://localhost:8080",
        "http://[::1]:80/,http://[::1]:80",
        "https://flows.example/ringflow//,https://flows.example/ringflow"
    })
    void parsesAddressesAsUsersWriteThem(String text, String base) {
        assertThat(ServerAddress.parse(text).base()).isEqualTo(base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ftp://host",
                "http://",
                "http://a b",
                "host:99999",
                "host:port",
                "h?x=1"
            })
    void refusesTextOtherThanServerAddress(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is not the URL of a server; give one such as http://127");
    }

    @Test
    void uriEncodesParameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("filter", "a = \"b&c\" + 100%");
        parameters.put("limit", "5");
        assertThat(ServerAddress.parse("h").uri("/flows", parameters))
                .hasToString("http://h/flows?filter=a+%3D+%22b%26c%22+%2B+100%25&limit=5");
    }
}
