package io.ringflow.server.health;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.server.api.answer.ResponseBody;
import io.ringflow.server.health.HealthCheck.Status;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health} and the probes of orchestrators: {@code /health/live} is UP while the process
 * answers, {@code /health/ready} is DOWN while the job is incomplete or nothing is captured yet.
 * The HTTP status is 503 for DOWN and 200 otherwise. Called by the requests' threads.
 */
public final class HealthApi {

    private static final Logger LOG = LoggerFactory.getLogger(HealthApi.class);

    private final FlowState state;
    private final Check history;
    private final SavingCheck saving;
    private final Check threads;
    private final HealthCheckRunner all;
    private final HealthCheckRunner ready;

    /** A check and its name, which is also needed if the check fails. */
    private record Check(String name, Supplier<HealthCheck> outcome) {

        HealthCheck run() {
            try {
                return outcome.get();
            } catch (StateException e) {
                return new HealthCheck(name, Status.DEGRADED, e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("The health check {} failed", name, e);
                return new HealthCheck(
                        name,
                        Status.DOWN,
                        "the flow state does not answer; the log has the reason");
            }
        }
    }

    /**
     * Serves the health of a state, which the caller closes.
     *
     * @param clock measures how long drops and standstills last
     */
    public HealthApi(FlowState state, InstantSource clock) {
        JobCheck jobCheck = new JobCheck(state);
        CaptureCheck captureCheck = new CaptureCheck(state, clock);
        Check watermark = new Check(WatermarkCheck.NAME, new WatermarkCheck(state, clock));
        Check exports = new Check(ExportCheck.NAME, new ExportCheck(state));
        saving = new SavingCheck(state);
        threads = new Check(ThreadCheck.NAME, new ThreadCheck(state));
        history = new Check(HistoryCheck.NAME, new HistoryCheck(state));
        this.state = state;
        all =
                runner(
                        new Check(JobCheck.NAME, jobCheck),
                        new Check(CaptureCheck.NAME, captureCheck),
                        watermark,
                        exports);
        ready =
                runner(
                        new Check(JobCheck.NAME, jobCheck::strict),
                        new Check(CaptureCheck.NAME, captureCheck::strict),
                        watermark,
                        exports);
    }

    private HealthCheckRunner runner(Check... checks) {
        return new HealthCheckRunner(
                () -> Stream.concat(Stream.of(checks).map(Check::run), ifThere()).toList());
    }

    /** The checks of what not every job has, or of what is seldom wrong. */
    private Stream<HealthCheck> ifThere() {
        return Stream.of(
                        state.history().map(status -> history.run()),
                        saving.get(),
                        Optional.of(threads.run()).filter(check -> check.status() != Status.UP))
                .flatMap(Optional::stream);
    }

    /** {@code GET /health}: all checks. */
    public void all(ServerRequest request, ServerResponse response) {
        answer(response, all.outcomes());
    }

    /** {@code GET /health/live}: no checks, because restarting the process would fix nothing. */
    public void live(ServerRequest request, ServerResponse response) {
        answer(response, List.of());
    }

    /**
     * {@code GET /health/ready}: all checks; DOWN if queries get incomplete answers or if packets
     * are not captured yet.
     */
    public void ready(ServerRequest request, ServerResponse response) {
        answer(response, ready.outcomes());
    }

    private static void answer(ServerResponse response, List<HealthCheck> outcomes) {
        Status status = HealthCheck.worst(outcomes);
        response.status(
                status == Status.DOWN
                        ? io.helidon.http.Status.SERVICE_UNAVAILABLE_503
                        : io.helidon.http.Status.OK_200);
        ResponseBody.json(response, json -> write(status, outcomes, json));
    }

    private static void write(Status status, List<HealthCheck> outcomes, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("status", status.name());
        json.writeArrayFieldStart("checks");
        for (HealthCheck outcome : outcomes) {
            json.writeStartObject();
            json.writeStringField("name", outcome.name());
            json.writeStringField("status", outcome.status().name());
            json.writeStringField("detail", outcome.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
