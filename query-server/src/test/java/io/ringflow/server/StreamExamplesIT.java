package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sends the client's messages of the documentation. */
class StreamExamplesIT {

    /** A client's message without omissions. */
    private static final Pattern MESSAGE =
            Pattern.compile("\\{\"type\":\"(subscribe|unsubscribe|ping)\"[^\\n`…]*}");

    @Test
    void answersEveryDocumentedMessage() throws Exception {
        Matcher matcher = MESSAGE.matcher(Files.readString(Path.of("../docs/32-websocket.md")));
        List<String> headers = new ArrayList<>(RawStream.UPGRADE);
        headers.add("Host: localhost");
        List<String> answered = new ArrayList<>();
        try (RunningServer server = new RunningServer(FakeFlowState.withFlows(1));
                RawStream stream = new RawStream(server.port(), headers)) {
            while (matcher.find()) {
                stream.send(matcher.group());
                JsonNode answer = RunningServer.json(stream.text());
                answered.add(matcher.group(1) + " " + answer.get("type").asText());
            }
        }
        assertThat(answered)
                .containsExactly("subscribe subscribed", "unsubscribe unsubscribed", "ping pong");
    }
}
