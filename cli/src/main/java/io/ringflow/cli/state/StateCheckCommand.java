package io.ringflow.cli.state;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.text.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringflow state check}: says whether a run would go on from the state. */
@Command(
        name = "check",
        description =
                "Check whether run, with the same options, would go on from what is kept; exit"
                        + " status 2 if not.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class StateCheckCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Supplier<String> version;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "IFACE",
            split = ",",
            description = "Interface, as given to run; repeatable.")
    private List<String> interfaces = List.of();

    @Mixin private CommonOptions common;

    /**
     * Creates the command.
     *
     * @param version returns this version of Ringflow
     */
    public StateCheckCommand(Terminal terminal, Supplier<String> version) {
        this.terminal = terminal;
        this.version = version;
    }

    @Override
    public Integer call() {
        Map<String, String> options = new LinkedHashMap<>();
        if (!interfaces.isEmpty()) {
            options.put("capture.interfaces", String.join(",", interfaces));
        }
        Configuration configuration = common.read(terminal.environment(), options);
        Path root = StateOptions.root(configuration, terminal.environment());
        RunSettings now =
                RunSettings.of(
                        configuration,
                        version.get(),
                        HostCapture.hostName(),
                        HostCapture.present(configuration.capture()));
        try {
            KeptState kept = KeptState.in(root.resolve(StateStore.CURRENT));
            if (kept.isEmpty()) {
                terminal.say(root + ": nothing is kept there; run starts with nothing");
                return ExitStatus.DONE;
            }
            List<String> obstacles = StateStore.obstacles(kept, now);
            if (!obstacles.isEmpty()) {
                throw StateStore.refusal(root, obstacles);
            }
            terminal.say(root + ": intact; run would be " + Continuation.of(kept, now).text());
            return ExitStatus.DONE;
        } catch (IOException e) {
            throw CommandFailure.wrong(root + ": can't be read: " + IoReason.of(e));
        }
    }
}
