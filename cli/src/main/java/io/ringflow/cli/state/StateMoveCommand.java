package io.ringflow.cli.state;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ringflow state move}: moves the state out of the way. */
@Command(
        name = "move",
        description =
                "Move what is kept out of the way, so that run starts anew: to DIR, which can be"
                        + " given as state.dir later, or aside.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class StateMoveCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description =
                    "Where to; default: aside in the same directory, replacing what is there.")
    private Path target;

    @Mixin private CommonOptions common;

    public StateMoveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Map<String, String> environment = terminal.environment();
        Path root = StateOptions.root(common.read(environment, Map.of()), environment);
        if (!Files.isDirectory(root.resolve(StateStore.CURRENT))) {
            return nothing(root);
        }
        try (StateStore store = StateStore.open(root)) {
            if (target == null) {
                Optional<Path> aside = store.putAside();
                aside.ifPresent(path -> terminal.say("moved to " + path));
                return aside.isPresent() ? ExitStatus.DONE : nothing(root);
            }
            Path other = target.toAbsolutePath().normalize();
            if (!store.moveTo(other)) {
                return nothing(root);
            }
            terminal.say("moved; \"ringflow run -Dstate.dir=" + other + "\" goes on from it");
            return ExitStatus.DONE;
        }
    }

    private int nothing(Path root) {
        terminal.say(root + ": nothing is kept there");
        return ExitStatus.DONE;
    }
}
