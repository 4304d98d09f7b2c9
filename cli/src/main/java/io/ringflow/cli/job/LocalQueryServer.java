package io.ringflow.cli.job;

import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.history.query.HistoricState;
import io.ringflow.history.query.HistoryReader;
import io.ringflow.history.store.HistoryTarget;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.text.HostPort;
import io.ringflow.server.QueryServer;
import io.ringflow.server.ServerException;
import io.ringflow.server.ServerSettings;
import java.nio.file.Path;
import java.util.Optional;

/** The query server in this process. Owned and closed by the command that starts it. */
public final class LocalQueryServer implements AutoCloseable {

    /**
     * Helidon would install a filter that refuses all deserialization in this JVM, but Flink needs
     * it. The query server never deserializes Java objects.
     */
    private static final String SERIAL_FILTER = "helidon.serialFilter.missing.action";

    /** Memory of all queries of the history, outside the heap. */
    private static final long HISTORY_BYTES = 512L << 20;

    private final QueryServer server;
    private final ServerSettings settings;
    private final Optional<HistoryReader> history;

    private LocalQueryServer(
            QueryServer server, ServerSettings settings, Optional<HistoryReader> history) {
        this.server = server;
        this.settings = settings;
        this.history = history;
    }

    /**
     * Starts the server.
     *
     * @param history what is read beside the state, if anything
     * @throws CommandFailure with exit status 1 if the port is taken
     */
    public static LocalQueryServer start(
            ServerSettings settings, FlowState state, Optional<HistoryTarget> history) {
        System.setProperty(SERIAL_FILTER, "ignore");
        Optional<HistoryReader> reader =
                history.map(HistoryTarget::directory).map(LocalQueryServer::reader);
        FlowState known =
                reader.<FlowState>map(files -> new HistoricState(state, files)).orElse(state);
        try {
            return new LocalQueryServer(QueryServer.start(settings, known), settings, reader);
        } catch (ServerException e) {
            reader.ifPresent(HistoryReader::close);
            throw CommandFailure.failed(e.getMessage(), e);
        }
    }

    private static HistoryReader reader(String directory) {
        try {
            return new HistoryReader(Path.of(directory), HISTORY_BYTES);
        } catch (IllegalStateException | LinkageError e) {
            throw CommandFailure.failed("can't read the history: " + e.getMessage(), e);
        }
    }

    /** Returns the URL of the server. */
    public String address() {
        String scheme = settings.security().tls().isPresent() ? "https://" : "http://";
        return scheme + HostPort.of(settings.host(), server.port());
    }

    @Override
    public void close() {
        server.stop();
        history.ifPresent(HistoryReader::close);
    }
}
