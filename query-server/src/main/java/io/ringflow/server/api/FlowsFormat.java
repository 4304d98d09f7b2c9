package io.ringflow.server.api;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.FlowPage;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.util.Arrays;
import java.util.List;

/** How a list of flows is written. */
enum FlowsFormat {
    /** One document: the flows, how many match in all, where the next page begins. */
    JSON("application/json") {
        @Override
        FlowWriter writer(List<FlowField> fields, CsvText csv) {
            throw new IllegalStateException("JSON is one document, not a record a line");
        }
    },
    /** One object a line. */
    NDJSON("application/x-ndjson") {
        @Override
        FlowWriter writer(List<FlowField> fields, CsvText csv) {
            return FlowWriter.ndjson(fields);
        }
    },
    /** RFC 4180 with a header line. */
    CSV("text/csv; charset=utf-8") {
        @Override
        FlowWriter writer(List<FlowField> fields, CsvText csv) {
            return FlowWriter.csv(fields, csv);
        }
    };

    /** Says in a page without room for it how many flows match in all. */
    private static final HeaderName TOTAL = HeaderNames.create("Ringflow-Total");

    /** Says in a page without room for it where the next one begins. */
    private static final HeaderName CURSOR = HeaderNames.create("Ringflow-Cursor");

    private static final MediaType[] MEDIA_TYPES =
            Arrays.stream(values()).map(FlowsFormat::mediaType).toArray(MediaType[]::new);

    private final String contentType;

    FlowsFormat(String contentType) {
        this.contentType = contentType;
    }

    /** Sends the page as lines in this format; what lines have no room for is in headers. */
    void send(ServerResponse response, FlowsRequest request, CsvText csv, FlowPage page) {
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        response.header(TOTAL, Long.toString(page.total()));
        if (!page.cursor().isEmpty()) {
            response.header(CURSOR, request.begin().text(page.cursor()));
        }
        FlowStream stream = new FlowStream(response, () -> writer(request.fields(), csv));
        stream.send(page.flows(), page.coverage());
    }

    /** A writer of lines in this format. */
    abstract FlowWriter writer(List<FlowField> fields, CsvText csv);

    /** The value of the answer's content type. */
    String contentType() {
        return contentType;
    }

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
}
