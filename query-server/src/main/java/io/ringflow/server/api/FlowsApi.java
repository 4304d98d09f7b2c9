package io.ringflow.server.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowField;
import io.ringflow.model.FlowId;
import io.ringflow.model.format.JsonFields;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.util.List;

/** Flows: a list of them, or one. Stateless, called by the requests' threads. */
public final class FlowsApi {

    private static final List<FlowField> ALL_FIELDS = List.of(FlowField.values());

    private final FlowState state;

    /** Serves the flows of a state, which stays its owner's. */
    public FlowsApi(FlowState state) {
        this.state = state;
    }

    /** {@code GET /api/v1/flows}: the flows that a filter selects, in the format accepted. */
    public void list(ServerRequest request, ServerResponse response) {
        FlowsFormat format = FlowsFormat.accepted(request.headers());
        FlowsRequest flows = FlowsRequest.parse(request.query().rawValue());
        response.header(HeaderNames.VARY, "Accept");
        format.send(response, flows, state.flows(flows.query()));
    }

    /** {@code GET /api/v1/flows/{id}}: one flow, active or retained. */
    public void one(ServerRequest request, ServerResponse response) {
        QueryParameters.none(request);
        String text = request.path().pathParameters().get("id");
        Flow flow = state.flow(id(text)).orElseThrow(() -> unknown(text));
        ResponseBody.json(response, json -> new JsonFields().write(flow, ALL_FIELDS, json));
    }

    private static FlowId id(String text) {
        try {
            return FlowId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            Status.BAD_REQUEST_400,
                            '"'
                                    + text
                                    + "\" is not a flow's id, which has "
                                    + FlowId.TEXT_LENGTH
                                    + " hexadecimal digits")
                    .exception();
        }
    }

    private static ProblemException unknown(String id) {
        return Problem.of(
                        Status.NOT_FOUND_404,
                        "no flow has the id " + id + ", or it ended too long ago")
                .exception();
    }
}
