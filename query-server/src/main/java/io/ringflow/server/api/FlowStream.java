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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends flows as lines, however many, with one buffer: what is full goes to the client before the
 * next flow is taken. One instance an answer, used by the request's thread.
 *
 * <p>Until the first buffer is full nothing has been sent, so a failure is answered like any other
 * and what was missing is told in the header {@code Ringflow-Missing}. After that it is told in a
 * trailer of that name, and a failure closes the connection without the last chunk, which no client
 * takes for a complete answer. A client that goes away ends the scan.
 */
final class FlowStream implements FlowReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(FlowStream.class);

    /** What did not answer, parts separated by semicolons. */
    private static final HeaderName MISSING = HeaderNames.create("Ringflow-Missing");

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int LONGEST_USUAL_LINE = 4 * 1024;

    private final ServerResponse response;
    private final FlowWriter writer;
    private final ByteArrayOutputStream chunk =
            new ByteArrayOutputStream(CHUNK_BYTES + LONGEST_USUAL_LINE);

    /** Null until the first chunk is full. */
    private OutputStream out;

    /** Why no more can be sent; null while it can. */
    private Exception gone;

    /**
     * A stream into an answer.
     *
     * @param response has its content type
     */
    FlowStream(ServerResponse response, FlowWriter writer) {
        this.response = response;
        this.writer = writer;
        chunk.writeBytes(writer.header());
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
        writer.write(flow, chunk);
        return chunk.size() < CHUNK_BYTES || flush();
    }

    /** Sends the buffer; false where the client is gone. */
    private boolean flush() {
        if (out == null) {
            response.header(HeaderNames.TRAILER, MISSING.defaultCase());
            out = response.outputStream();
        }
        try {
            chunk.writeTo(out);
            chunk.reset();
            return true;
        } catch (IOException | UncheckedIOException e) {
            gone = e;
            return false;
        }
    }

    private void end(Coverage coverage) {
        String missing = headerText(String.join("; ", JsonValues.missing(coverage)));
        if (out == null) {
            if (!missing.isEmpty()) {
                response.header(MISSING, missing);
            }
            response.send(chunk.toByteArray());
            return;
        }
        if (gone == null && flush()) {
            if (!missing.isEmpty()) {
                response.trailers().set(MISSING, missing);
            }
            close();
        }
        if (gone != null) {
            throw new CloseConnectionException("the client went away", gone);
        }
    }

    private void close() {
        try {
            out.close();
        } catch (IOException | UncheckedIOException e) {
            gone = e;
        }
    }

    /** Header values are printable ASCII. */
    private static String headerText(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
