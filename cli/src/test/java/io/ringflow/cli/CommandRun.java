package io.ringflow.cli;

import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The result of a command that ran in this process.
 *
 * @param status the exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandRun(int status, String out, String err) {

    /** Runs a command until it ends. */
    public static CommandRun of(String... arguments) {
        return of(new StopRequest(), arguments);
    }

    /** Runs a command until it ends, or is asked to stop and has done so. */
    static CommandRun of(StopRequest stop, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        Map.of(),
                        stop);
        int status = Ringflow.execute(terminal, arguments);
        return new CommandRun(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
