package io.ringflow.cli.cluster;

import io.ringflow.cli.flink.ClusterKeys;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ringflow keys}: makes the keys of a cluster. */
@Command(
        name = "keys",
        description = {
            "Make the keys with which the processes of a cluster authenticate each other: once, for"
                    + " all hosts. The setting cluster.keys names their directory."
        },
        mixinStandardHelpOptions = true)
public final class KeysCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "DIRECTORY",
            description = "Directory for the keys; must have none yet.")
    private Path directory;

    public KeysCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ClusterKeys.make(directory);
        terminal.say(
                "keys are in "
                        + directory
                        + ": copy it to every host of the cluster, readable by Ringflow's user"
                        + " only, and set cluster.keys to it");
        return ExitStatus.DONE;
    }
}
