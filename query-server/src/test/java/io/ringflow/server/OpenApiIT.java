package io.ringflow.server;

import static io.ringflow.server.RunningServer.contentType;
import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.state.StateException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document describes exactly what the server does. */
class OpenApiIT {

    private static final String ID = "000000010000000000000001";

    private final FakeFlowState state = FakeFlowState.withFlows(10);
    private RunningServer server;
    private JsonNode document;

    @BeforeEach
    void start() {
        server = new RunningServer(state);
        document = json(server.get("/openapi"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String path(String template) {
        return template.replace("{id}", ID);
    }

    /** Asserts that an answer matches the document for its status. */
    private void assertDocumented(String template, HttpResponse<String> answer) {
        JsonNode responses = document.at("/paths").path(template).at("/get/responses");
        String status = String.valueOf(answer.statusCode());
        assertThat(names(responses)).as(template).contains(status);
        JsonNode response = responses.get(status);
        if (response.has("$ref")) {
            response = document.at(response.get("$ref").asText().substring(1));
        }
        JsonNode content = response.path("content");
        String type = contentType(answer).replaceFirst(";.*", "");
        assertThat(names(content)).as(template + " " + status).contains(type);
        if (type.endsWith("json") && !type.contains("ndjson")) {
            assertThat(schema(content.get(type).get("schema")).validate(json(answer)))
                    .as(template + " " + answer.body())
                    .isEmpty();
        }
    }

    /** A schema together with the components that it refers to. */
    private JsonSchema schema(JsonNode schema) {
        ObjectNode root = schema.deepCopy();
        root.set("components", document.get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }

    @Test
    void describesTheSameRoutesInYamlAndJson() throws IOException {
        JsonNode yaml =
                new YAMLMapper()
                        .readTree(server.get("/openapi", "Accept", "application/yaml").body());

        assertThat(yaml).isEqualTo(document);
        assertThat(names(document.get("paths"))).contains("/", "/openapi", "/metrics");
    }

    @Test
    void answersMatchTheDocument() {
        for (String template : names(document.get("paths"))) {
            HttpResponse<String> answer = server.get(path(template));
            assertThat(answer.statusCode()).as(template).isEqualTo(200);
            assertDocumented(template, answer);
        }
        assertDocumented("/api/v1/flows/{id}", server.get("/api/v1/flows/" + ID.replace('1', '9')));
        assertDocumented("/api/v1/flows/{id}", server.get("/api/v1/flows/x"));
        assertDocumented("/api/v1/top", server.get("/api/v1/top?by=srcAddr,protocol"));
        assertDocumented("/api/v1/top", server.get("/api/v1/top?by=srcAddr&compare=1h"));
        assertDocumented("/api/v1/timeseries", server.get("/api/v1/timeseries?compare=1d"));
        assertDocumented("/api/v1/flows", server.get("/api/v1/flows?limit=3&fields=id,bytes"));
        assertDocumented("/api/v1/flows", server.get("/api/v1/flows?filter=x"));
        assertDocumented("/api/v1/flows", server.get("/api/v1/flows", "Accept", "text/csv"));
        assertDocumented("/api/v1/flows", server.get("/api/v1/flows", "Accept", "text/html"));
        for (String table : List.of("/api/v1/top", "/api/v1/timeseries")) {
            assertDocumented(table, server.get(table, "Accept", "text/csv"));
            assertDocumented(table, server.get(table, "Accept", "text/html"));
        }
        assertDocumented("/openapi", server.get("/openapi", "Accept", "application/yaml"));
    }

    @Test
    void schemaRejectsUndocumentedAnswers() {
        JsonSchema page = schema(json("{\"$ref\":\"#/components/schemas/FlowPage\"}"));

        assertThat(page.validate(json(pageOf("{\"bytes\":1}")))).isEmpty();
        assertThat(page.validate(json(pageOf("{\"byte\":1}")))).isNotEmpty();
        assertThat(page.validate(json(pageOf("{\"bytes\":\"1\"}")))).isNotEmpty();
        assertThat(page.validate(json("{\"flows\":[]}"))).isNotEmpty();
    }

    private static String pageOf(String flow) {
        return "{\"flows\":[" + flow + "],\"total\":1,\"coverage\":{\"complete\":true}}";
    }

    @Test
    void failuresMatchTheDocument() {
        List<String> asking =
                names(document.get("paths")).stream()
                        .filter(template -> template.startsWith("/api/"))
                        .toList();
        for (StateException.Reason reason :
                List.of(StateException.Reason.UNAVAILABLE, StateException.Reason.BUSY)) {
            state.failure = Optional.of(new StateException(reason, "not now"));
            for (String template : asking) {
                HttpResponse<String> answer = server.get(path(template));
                assertThat(answer.statusCode()).as(template).isEqualTo(503);
                assertDocumented(template, answer);
            }
        }
    }

    @Test
    void listsExactlyTheParametersOfEveryRoute() {
        for (String template : names(document.get("paths"))) {
            if (!template.startsWith("/api/")) {
                continue;
            }
            Set<String> documented =
                    document
                            .at("/paths")
                            .path(template)
                            .at("/get/parameters")
                            .findParents("in")
                            .stream()
                            .filter(parameter -> parameter.get("in").asText().equals("query"))
                            .map(parameter -> parameter.get("name").asText())
                            .collect(Collectors.toSet());
            String detail = json(server.get(path(template) + "?unheard=1")).get("detail").asText();
            assertThat(known(detail)).as(template).isEqualTo(documented);
        }
    }

    /** The parameters that an error message lists. */
    private static Set<String> known(String detail) {
        int names = detail.indexOf("known are ");
        return names < 0
                ? Set.of()
                : Arrays.stream(detail.substring(names + "known are ".length()).split(", ", -1))
                        .collect(Collectors.toSet());
    }

    @Test
    void listsExactlyTheFieldsOfAFlow() {
        JsonNode properties = document.at("/components/schemas/Flow/properties");
        Set<String> documented =
                names(properties).stream()
                        .flatMap(
                                name ->
                                        properties.get(name).has("properties")
                                                ? names(properties.at("/" + name + "/properties"))
                                                        .stream()
                                                        .map(member -> name + "." + member)
                                                : List.of(name).stream())
                        .collect(Collectors.toSet());
        assertThat(documented.remove("coverage")).as("part of the answer about one flow").isTrue();
        assertThat(documented)
                .isEqualTo(
                        Arrays.stream(FlowField.values())
                                .map(FlowField::fieldName)
                                .collect(Collectors.toSet()));
    }
}
