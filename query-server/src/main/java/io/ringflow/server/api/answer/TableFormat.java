package io.ringflow.server.api.answer;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The formats of answers that are tables: one JSON document, or CSV (RFC 4180). */
public final class TableFormat {

    /** The header that says which time range is known; lines have no place for it. */
    public static final HeaderName COVERAGE = HeaderNames.create("Ringflow-Coverage");

    /** The header or trailer that says what did not answer, separated by semicolons. */
    public static final HeaderName MISSING = HeaderNames.create("Ringflow-Missing");

    private static final MediaType JSON = MediaTypes.create("application/json");
    private static final MediaType CSV = MediaTypes.create("text/csv");

    private TableFormat() {}

    /**
     * Returns true if the client prefers CSV; notes in the answer that it depends on that.
     *
     * @throws ProblemException with status 406 if it accepts neither
     */
    public static boolean prefersCsv(ServerRequest request, ServerResponse response) {
        response.headers().add(HeaderNames.VARY, "Accept");
        return request.headers()
                .bestAccepted(JSON, CSV)
                .map(CSV::equals)
                .orElseThrow(
                        () ->
                                Problem.of(
                                                Status.NOT_ACCEPTABLE_406,
                                                "this comes as application/json or text/csv")
                                        .exception());
    }

    /**
     * Sends records as CSV.
     *
     * @param records lines without their ends, the names of the columns first
     */
    public static void sendCsv(
            ServerResponse response,
            List<String> records,
            Coverage parts,
            AnswerCoverage coverage) {
        response.header(HeaderNames.CONTENT_TYPE, "text/csv; charset=utf-8");
        response.header(COVERAGE, coverage.headerText());
        String missing = missingText(parts);
        if (!missing.isEmpty()) {
            response.header(MISSING, missing);
        }
        String text = String.join("\r\n", records) + "\r\n";
        ResponseBody.pieces(response, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What did not answer, as the value of a header, which must be printable ASCII. */
    public static String missingText(Coverage parts) {
        return String.join("; ", JsonValues.missing(parts)).replaceAll("[^ -~]", "?");
    }
}
