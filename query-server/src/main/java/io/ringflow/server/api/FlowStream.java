package io.ringflow.server.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
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
 * Sends flows as lines, however many, with a few buffers: {@link FlowLines} in turn, each of which
 * is made into text beside the others and goes to the client before it takes flows again. One
 * instance an answer, used by the request's thread.
 *
 * <p>Until all buffers were full nothing has been sent, so a failure is answered like any other and
 * what was missing is told in the header {@code Ringflow-Missing}. After that it is told in a
 * trailer of that name, and a failure closes the connection without the last chunk, which no client
 * takes for a complete answer. A client that goes away ends the scan.
 */
final class FlowStream implements FlowReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(FlowStream.class);

    /** What did not answer, parts separated by semicolons. */
    private static final HeaderName MISSING = HeaderNames.create("Ringflow-Missing");

    /** Buffers: as many as can be made into text at once, and one that takes flows. */
    private static final int BUFFERS = 1 + Math.min(4, Runtime.getRuntime().availableProcessors());

    private final ServerResponse response;
    private final List<FlowLines> buffers;

    /** The buffer that takes flows; those behind it, round the end, were filled before. */
    private int filling;

    /** Null until something is sent. */
    private OutputStream out;

    /** Why no more can be sent; null while it can. */
    private Exception gone;

    /**
     * A stream into an answer.
     *
     * @param response has its content type
     * @param writers makes writers of the format, one for each buffer
     */
    FlowStream(ServerResponse response, Supplier<FlowWriter> writers) {
        this.response = response;
        this.buffers = Stream.generate(writers).limit(BUFFERS).map(FlowLines::new).toList();
        buffers.getFirst().addHeader();
    }

    /** Sends all flows of a state that a query selects, whatever its order and limit. */
    void send(FlowState state, FlowQuery query) {
        Coverage coverage;
        try {
            coverage = state.scan(query.filter(), query.selection(), this);
        } catch (RuntimeException e) {
            if (out == null) {
                throw e;
            }
            LOG.warn("A list of flows was cut off", e);
            throw new CloseConnectionException("the scan failed", e);
        }
        end(coverage);
    }

    /** Sends flows that are at hand. */
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

    /** Sends a buffer and empties it; false where the client is gone. */
    private boolean flush(FlowLines lines) {
        try {
            if (out == null) {
                response.header(HeaderNames.TRAILER, MISSING.defaultCase());
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
        String missing = headerText(String.join("; ", JsonValues.missing(coverage)));
        if (out == null) {
            endAtOnce(missing);
        } else if (gone == null && flushAll()) {
            if (!missing.isEmpty()) {
                response.trailers().set(MISSING, missing);
            }
            close();
        }
        if (gone != null) {
            throw new CloseConnectionException("the client went away", gone);
        }
    }

    /** Sends all that the buffers hold as a whole. */
    private void endAtOnce(String missing) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        out = whole;
        if (flushAll()) {
            if (!missing.isEmpty()) {
                response.header(MISSING, missing);
            }
            response.send(whole.toByteArray());
        }
    }

    /** Sends all buffers, that filled first before the others. */
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

    /** Header values are printable ASCII. */
    private static String headerText(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
