package io.ringflow.server.api.flows;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.TableFormat;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.util.Arrays;
import java.util.List;

/** The formats of a list of flows. */
enum FlowsFormat {
    /** One document: the flows, the total number of matches, and the cursor of the next page. */
    JSON("application/json") {
        @Override
        FlowWriter writer(List<FlowField> fields, CsvText csv) {
            throw new IllegalStateException("JSON is one document, not a record per line");
        }
    },
    /** One object per line. */
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

    /** The total number of matches, for pages of lines. */
    private static final HeaderName TOTAL = HeaderNames.create("Ringflow-Total");

    /** The cursor of the next page, for pages of lines. */
    private static final HeaderName CURSOR = HeaderNames.create("Ringflow-Cursor");

    private static final MediaType[] MEDIA_TYPES =
            Arrays.stream(values()).map(FlowsFormat::mediaType).toArray(MediaType[]::new);

    private final String contentType;

    FlowsFormat(String contentType) {
        this.contentType = contentType;
    }

    /** Sends a page as lines in this format, with the total and the cursor in headers. */
    void send(
            ServerResponse response,
            FlowsRequest request,
            CsvText csv,
            FlowPage page,
            AnswerCoverage coverage) {
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        response.header(TableFormat.COVERAGE, coverage.headerText());
        response.header(TOTAL, Long.toString(page.total()));
        if (!page.cursor().isEmpty()) {
            response.header(CURSOR, request.start().text(page.cursor()));
        }
        FlowStream stream = new FlowStream(response, () -> writer(request.fields(), csv));
        stream.send(page.flows(), page.coverage());
    }

    /** A writer of lines in this format. */
    abstract FlowWriter writer(List<FlowField> fields, CsvText csv);

    /** The content type of answers. */
    String contentType() {
        return contentType;
    }

    /**
     * The format that the client prefers, JSON if it has no preference.
     *
     * @throws ProblemException with status 406 if it accepts none
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
