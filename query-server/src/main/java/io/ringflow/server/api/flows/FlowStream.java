package io.ringflow.server.api.flows;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.server.api.answer.TableFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams any number of flows as lines, using a few {@link FlowLines} in turn: one takes flows
 * while the others are encoded, and is sent before it takes flows again. One instance per answer,
 * used by the request's thread.
 *
 * <p>Nothing is sent until all buffers are full. Up to then, a failure is answered like any other,
 * and what did not answer is reported in the header {@code Ringflow-Missing}. Afterwards it is
 * reported in a trailer of that name, and a failure closes the connection without the last chunk,
 * so that no client mistakes the answer for a complete one. A client that disconnects ends the
 * scan.
 */
final class FlowStream implements FlowReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(FlowStream.class);

    /** As many buffers as can be encoded in parallel, and one that takes flows. */
    private static final int BUFFERS = 1 + Math.min(4, Runtime.getRuntime().availableProcessors());

    private final ServerResponse response;
    private final List<FlowLines> buffers;

    /** The index of the buffer that takes flows; the next ones, cyclically, were filled before. */
    private int filling;

    /** Null until the answer has been started. */
    private OutputStream out;

    /** Why the client can no longer be reached; null if it can. */
    private Exception gone;

    /**
     * Streams into a response.
     *
     * @param response its content type is set
     * @param writers creates writers of the format, one per buffer
     */
    FlowStream(ServerResponse response, Supplier<FlowWriter> writers) {
        this.response = response;
        this.buffers = Stream.generate(writers).limit(BUFFERS).map(FlowLines::new).toList();
        buffers.getFirst().addHeader();
    }

    /** Sends all flows that a request selects; ignores its order and limit. */
    void send(FlowState state, FlowsRequest request) {
        FlowQuery query = request.query();
        response.header(TableFormat.COVERAGE, request.coverage(state).headerText());
        Coverage coverage;
        try {
            coverage = state.scan(query.filter(), query.selection(), this);
        } catch (RuntimeException e) {
            if (out == null) {
                response.headers().remove(TableFormat.COVERAGE);
                throw e;
            }
            LOG.warn("A list of flows was cut off", e);
            throw new CloseConnectionException("The scan failed", e);
        }
        if (out == null) {
            response.header(TableFormat.COVERAGE, request.coverage(state, coverage).headerText());
        }
        end(coverage);
    }

    /** Sends these flows. */
    void send(List<Flow> flows, Coverage coverage) {
        for (Flow flow : flows) {
            if (!accept(flow)) {
                break;
            }
        }
        end(coverage);
    }

    @Override
    public boolean accept(Flow flow) {
        if (!buffers.get(filling).add(flow)) {
            return true;
        }
        buffers.get(filling).encode();
        filling = (filling + 1) % BUFFERS;
        return buffers.get(filling).isEmpty() || flush(buffers.get(filling));
    }

    /** Sends and empties a buffer; returns false if the client is gone. */
    private boolean flush(FlowLines lines) {
        try {
            if (out == null) {
                response.header(HeaderNames.TRAILER, TableFormat.MISSING.defaultCase());
                out = response.outputStream();
            }
            lines.moveTo(out);
            return true;
        } catch (IOException | UncheckedIOException | CloseConnectionException e) {
            gone = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            gone = e;
        }
        return false;
    }

    private void end(Coverage coverage) {
        buffers.get(filling).encode();
        String missing = TableFormat.missingText(coverage);
        if (out == null) {
            endAtOnce(missing);
        } else if (gone == null && flushAll()) {
            if (!missing.isEmpty()) {
                response.trailers().set(TableFormat.MISSING, missing);
            }
            close();
        }
        if (gone != null) {
            throw new CloseConnectionException("The client is gone", gone);
        }
    }

    /** Sends the content of all buffers as one body. */
    private void endAtOnce(String missing) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        out = whole;
        if (flushAll()) {
            if (!missing.isEmpty()) {
                response.header(TableFormat.MISSING, missing);
            }
            response.send(whole.toByteArray());
        }
    }

    /** Sends all buffers in the order in which they were filled. */
    private boolean flushAll() {
        for (int i = 1; i <= BUFFERS; i++) {
            if (!flush(buffers.get((filling + i) % BUFFERS))) {
                return false;
            }
        }
        return true;
    }

    private void close() {
        try {
            out.close();
        } catch (IOException | UncheckedIOException | CloseConnectionException e) {
            gone = e;
        }
    }
}
