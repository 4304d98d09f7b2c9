package io.ringflow.server.api;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.format.JsonFields;
import io.ringflow.model.state.FlowPage;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** How a list of flows is written. */
enum FlowsFormat {
    /** One document: the flows, how many match in all, and the watermark. */
    JSON("application/json") {
        @Override
        void send(ServerResponse response, FlowsRequest request, FlowPage page) {
            ResponseBody.json(
                    response,
                    json -> {
                        JsonFields flows = new JsonFields();
                        json.writeStartObject();
                        json.writeArrayFieldStart("flows");
                        for (Flow flow : page.flows()) {
                            flows.write(flow, request.fields(), json);
                        }
                        json.writeEndArray();
                        json.writeNumberField("total", page.total());
                        JsonValues.watermark(page.coverage().watermarkNanos(), json);
                        json.writeEndObject();
                    });
        }
    },
    /** One object a line. */
    NDJSON("application/x-ndjson") {
        @Override
        void send(ServerResponse response, FlowsRequest request, FlowPage page) {
            lines(response, FlowWriter.ndjson(request.fields()), page);
        }
    },
    /** RFC 4180 with a header line. */
    CSV("text/csv; charset=utf-8") {
        @Override
        void send(ServerResponse response, FlowsRequest request, FlowPage page) {
            lines(response, FlowWriter.csv(request.fields()), page);
        }
    };

    private static final int CHUNK_BYTES = 32 * 1024;

    private static final MediaType[] MEDIA_TYPES =
            Arrays.stream(values()).map(FlowsFormat::mediaType).toArray(MediaType[]::new);

    private final String contentType;

    FlowsFormat(String contentType) {
        this.contentType = contentType;
    }

    /** Sends the page in this format. */
    abstract void send(ServerResponse response, FlowsRequest request, FlowPage page);

    /**
     * The format that the client likes best, JSON where it has no preference.
     *
     * @throws ProblemException status 406 where it accepts none
     */
    static FlowsFormat accepted(ServerRequestHeaders headers) {
        MediaType best =
                headers.bestAccepted(MEDIA_TYPES)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        Status.NOT_ACCEPTABLE_406,
                                                        "flows come as application/json,"
                                                                + " application/x-ndjson or"
                                                                + " text/csv")
                                                .exception());
        return values()[Arrays.asList(MEDIA_TYPES).indexOf(best)];
    }

    private MediaType mediaType() {
        return MediaTypes.create(contentType.replaceFirst(";.*", ""));
    }

    final void lines(ServerResponse response, FlowWriter writer, FlowPage page) {
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        ResponseBody.bytes(response, out -> lines(out, writer, page));
    }

    private static void lines(OutputStream out, FlowWriter writer, FlowPage page)
            throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES + 2048);
        chunk.writeBytes(writer.header());
        for (Flow flow : page.flows()) {
            writer.write(flow, chunk);
            if (chunk.size() >= CHUNK_BYTES) {
                chunk.writeTo(out);
                chunk.reset();
            }
        }
        chunk.writeTo(out);
    }
}
