package io.ringflow.cli;

import io.ringflow.cli.config.Configuration;

/** The query server over the job in this process: the one place where the two meet. */
final class LocalQueries implements AutoCloseable {

    /** What the job has counted so far. */
    record Counts(long packets, long flows) {}

    private final Configuration.Query settings;

    private LocalQueries(Configuration.Query settings) {
        this.settings = settings;
    }

    /** Starts to answer; fails with exit status 1 where the port is taken. */
    static LocalQueries start(Configuration.Query settings) {
        // To wire: QueryServer.start(new ServerSettings(host, port), new LocalFlowState()).
        return new LocalQueries(settings);
    }

    /** What the job in this process has counted so far. */
    static Counts counts() {
        return new Counts(0, 0); // To wire: LocalFlowState.statistics().
    }

    /** Where it answers. */
    String address() {
        return "http://" + settings.host() + ":" + settings.port();
    }

    @Override
    public void close() {
        // To wire: QueryServer.stop().
    }
}
