package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.Promises;
import io.ringflow.model.Promises.Promise;
import io.ringflow.server.connection.ConnectionLimits;
import io.ringflow.server.stream.StreamLimits;
import io.ringflow.server.stream.topic.StreamException;
import io.ringflow.server.stream.topic.Topic;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nothing that the server offers, and none of its limits, is without a promise. */
class ServerPromisesIT {

    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z]+)\"");

    @Test
    void everyPathAndParameterIsPromised() throws IOException {
        List<String> offered = new ArrayList<>();
        try (RunningServer server = new RunningServer(FakeFlowState.withFlows(1))) {
            JsonNode paths = RunningServer.json(server.get("/openapi")).get("paths");
            paths.fieldNames()
                    .forEachRemaining(
                            path -> {
                                offered.add("GET " + path);
                                for (JsonNode one : paths.get(path).at("/get/parameters")) {
                                    if (one.get("in").asText().equals("query")) {
                                        offered.add("GET " + path + "?" + one.get("name").asText());
                                    }
                                }
                            });
        }
        assertThat(offered).contains("GET /api/v1/top?compare", "GET /health/ready");
        Promises.assertListed(offered);
    }

    @Test
    void everyMessageOfTheWebSocketIsPromised() throws IOException {
        Set<String> types = new TreeSet<>(Topic.NAMES);
        TYPE.matcher(Files.readString(Promises.DOCS.resolve("32-websocket.md")))
                .results()
                .forEach(match -> types.add(match.group(1)));
        assertThat(types).contains("subscribe", "pong", "error", "gap");
        Promises.assertListed(types.stream().map(type -> "message " + type).toList());
        Promises.assertListed(
                Arrays.stream(StreamException.Code.values())
                        .map(code -> "error " + code.text())
                        .toList());
    }

    /** A limit's row has its value, and so has the page that it points to. */
    @Test
    void everyLimitIsPromisedWithItsValue() throws Exception {
        assertLimits(ConnectionLimits.DEFAULT);
        assertLimits(StreamLimits.DEFAULT);
    }

    private static void assertLimits(Object limits) throws Exception {
        List<String> names = new ArrayList<>();
        for (Field field : limits.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            String name = limits.getClass().getSimpleName() + "." + field.getName();
            Promise promise =
                    Promises.all().stream()
                            .filter(row -> row.subjects().contains(name))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("No row of " + name));
            String value = text(field.get(limits));
            assertThat(promise.text()).as(name).contains(value);
            for (String page : promise.pages()) {
                Path file = Promises.DOCS.resolve("internals").resolve(page.split("#", -1)[0]);
                assertThat(Files.readString(file)).as(name).contains(value);
            }
            names.add(name);
        }
        assertThat(names).hasSizeGreaterThan(5);
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return duration.toSeconds() + " s";
        }
        int number = (Integer) value;
        return number % (1 << 20) == 0 ? (number >> 20) + " MiB" : String.valueOf(number);
    }
}
