package io.ringflow.cli;

import io.ringflow.cli.cluster.ClusterKeys;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ringflow keys}: makes the keys of a cluster. */
@Command(
        name = "keys",
        description = {
            "Make the keys by which the processes of a cluster know each other: once, for all"
                    + " hosts. cluster.keys names their directory."
        },
        mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "DIRECTORY", description = "Where to; no keys may be there.")
    private Path directory;

    KeysCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ClusterKeys.make(directory);
        terminal.say(
                "keys are in "
                        + directory
                        + ": copy it to every host of the cluster, readable for Ringflow's user"
                        + " only, and set cluster.keys to it");
        return ExitStatus.DONE;
    }
}
