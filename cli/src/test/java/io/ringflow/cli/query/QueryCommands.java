package io.ringflow.cli.query;

import io.ringflow.cli.Ringflow;
import io.ringflow.cli.job.LocalQueryServer;
import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.server.FakeFlowState;
import io.ringflow.server.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs query commands in this process against a real query server over fake flows. */
final class QueryCommands implements AutoCloseable {

    /** The flows that the server knows. */
    final FakeFlowState state = FakeFlowState.withFlows(250);

    /** The environment of the commands; names the server. */
    final Map<String, String> environment = new HashMap<>();

    /** Stops the running command. */
    final StopRequest stop = new StopRequest();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final LocalQueryServer server =
            LocalQueryServer.start(new ServerSettings("127.0.0.1", 0), state, Optional.empty());

    QueryCommands() {
        environment.put("RINGFLOW_SERVER", server.address());
    }

    /** The URL of the server. */
    String address() {
        return server.address();
    }

    /** Runs a command and returns its exit status. */
    int run(String... arguments) {
        return run(new PrintStream(out, true, StandardCharsets.UTF_8), arguments);
    }

    /** Runs a command with another standard output and returns its exit status. */
    int run(PrintStream output, String... arguments) {
        out.reset();
        err.reset();
        PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(output, messages, false, environment, stop);
        return Ringflow.execute(terminal, arguments);
    }

    /** What the last command wrote to standard output. */
    String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The lines that the last command wrote to standard output. */
    List<String> lines() {
        return output().lines().toList();
    }

    /** What the last command wrote to standard error. */
    String messages() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
