package io.ringflow.cli;

import io.ringflow.cli.config.Configuration;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.QueryServer;
import io.ringflow.server.ServerException;
import io.ringflow.server.ServerSettings;

/** The query server over the job in this process: the one place where the two meet. */
final class LocalQueries implements AutoCloseable {

    /**
     * Helidon would install a filter that refuses all deserialization in this JVM, and Flink lives
     * by deserialization; nothing of what the query server reads is ever deserialized.
     */
    private static final String SERIAL_FILTER = "helidon.serialFilter.missing.action";

    private final QueryServer server;
    private final String host;

    private LocalQueries(QueryServer server, String host) {
        this.server = server;
        this.host = host;
    }

    /** Starts to answer; fails with exit status 1 where the port is taken. */
    static LocalQueries start(Configuration.Query settings, FlowState state) {
        System.setProperty(SERIAL_FILTER, "ignore");
        try {
            QueryServer server =
                    QueryServer.start(new ServerSettings(settings.host(), settings.port()), state);
            return new LocalQueries(server, settings.host());
        } catch (ServerException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
    }

    /** Where it answers. */
    String address() {
        String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return "http://" + name + ":" + server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
