package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reactions to clients that break the rules of RFC 6455. All masks are 0, so payloads are plain.
 */
class StreamProtocolIT {

    private static final String MASK = "00000000";
    private static final String PING_MESSAGE = "{\"type\":\"ping\",\"id\":\"é\"}";

    private final RunningServer server = new RunningServer(FakeFlowState.withFlows(1));

    @AfterEach
    void stop() {
        server.close();
    }

    private RawStream connect() {
        return new RawStream(
                server.port(),
                Stream.concat(Stream.of("Host: localhost"), RawStream.UPGRADE.stream()).toList());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace("MASK", MASK));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown data opcode, 83 80 MASK, 1002",
        "unknown control opcode, 8B 80 MASK, 1002",
        "first reserved bit, C1 80 MASK, 1002",
        "second reserved bit, A1 80 MASK, 1002",
        "third reserved bit of a ping, 99 80 MASK, 1002",
        "no mask, 81 02 7B7D, 1002",
        "continuation of nothing, 80 80 MASK, 1002",
        "message within a message, 01 80 MASK 81 80 MASK, 1002",
        "fragmented ping, 09 80 MASK, 1002",
        "ping of 126 bytes, 89 FE 007E MASK, 1002",
        "close of one byte, 88 81 MASK 03, 1002",
        "close with a code that is never sent, 88 82 MASK 03ED, 1002",
        "close with an undefined code, 88 82 MASK 0001, 1002",
        "length with its first bit set, 81 FF 8000000000000000 MASK, 1002",
        "text that is not UTF-8, 81 81 MASK FF, 1007",
        "text with a surrogate, 81 83 MASK EDA080, 1007",
        "text that ends within a character, 81 82 MASK E282, 1007",
        "second fragment not UTF-8, 01 81 MASK 7B 80 81 MASK FF, 1007",
        "character that the next fragment breaks, 01 81 MASK C3 80 81 MASK 41, 1007",
        "close whose reason is not UTF-8, 88 83 MASK 03E8 FF, 1007",
        "frame that is too long, 81 FF 0000000000100000 MASK, 1009",
        "normal close, 88 82 MASK 03E8, 1000",
        "close of an application, 88 82 MASK 0FA0, 1000",
        "empty close, 88 80 MASK, 1000"
    })
    void closesWithCodeOfTheRfc(String description, String frames, int code) {
        try (RawStream stream = connect()) {
            stream.write(bytes(frames.replace(" ", "")));
            assertThat(stream.closeCode()).as(description).isEqualTo(code);
            assertThat(stream.ends()).isTrue();
        }
    }

    @Test
    void readsTextWhoseCharactersSpanFragmentsAndPings() {
        byte[] text = PING_MESSAGE.getBytes(StandardCharsets.UTF_8);
        int split = PING_MESSAGE.indexOf('é') + 1;
        HexFormat hex = HexFormat.of();
        String first = hex.formatHex(text, 0, split);
        String second = hex.formatHex(text, split, text.length);
        try (RawStream stream = connect()) {
            stream.write(bytes("01" + hex.toHexDigits((byte) (0x80 | split)) + "MASK" + first));
            stream.write(bytes("8981MASK2A"));
            byte rest = (byte) (0x80 | (text.length - split));
            stream.write(bytes("80" + hex.toHexDigits(rest) + "MASK" + second));
            assertThat(stream.text()).isEqualTo("{\"type\":\"pong\",\"id\":\"é\"}");
        }
    }

    @Test
    void answersMessageBeforeFrameThatBreaksARule() {
        try (RawStream stream = connect()) {
            stream.send("{\"type\":\"ping\"}");
            stream.write(bytes("8380MASK"));
            assertThat(stream.text()).isEqualTo("{\"type\":\"pong\"}");
            assertThat(stream.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void repeatsTokenOnlyIfNoOtherSubprotocolIsOffered() {
        List<String> offers =
                List.of("bearer.x, ringflow", "ringflow, bearer.x", "a b, bearer.x, ringflow");
        for (String offer : offers) {
            assertThat(head(offer)).contains("Sec-WebSocket-Protocol: ringflow\r\n");
        }
        assertThat(head("bearer.x")).contains("Sec-WebSocket-Protocol: bearer.x\r\n");
    }

    private String head(String protocols) {
        List<String> headers =
                Stream.concat(
                                Stream.of(
                                        "Host: localhost", "Sec-WebSocket-Protocol: " + protocols),
                                RawStream.UPGRADE.stream())
                        .toList();
        try (RawStream stream = new RawStream(server.port(), headers)) {
            return stream.head();
        }
    }
}
