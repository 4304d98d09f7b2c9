package io.ringflow.cli;

import io.ringflow.cli.cluster.JobManagerCommand;
import io.ringflow.cli.cluster.KeysCommand;
import io.ringflow.cli.cluster.QueryServerCommand;
import io.ringflow.cli.cluster.SubmitCommand;
import io.ringflow.cli.cluster.SubmitStatusCommand;
import io.ringflow.cli.cluster.SubmitStopCommand;
import io.ringflow.cli.cluster.TaskManagerCommand;
import io.ringflow.cli.config.ConfigCheckCommand;
import io.ringflow.cli.config.ConfigCommand;
import io.ringflow.cli.config.ConfigDefaultsCommand;
import io.ringflow.cli.config.TokenCommand;
import io.ringflow.cli.query.FlowsCommand;
import io.ringflow.cli.query.InterfacesCommand;
import io.ringflow.cli.query.SqlCommand;
import io.ringflow.cli.query.TopCommand;
import io.ringflow.cli.run.ReplayCommand;
import io.ringflow.cli.run.RunCommand;
import io.ringflow.cli.state.StateCheckCommand;
import io.ringflow.cli.state.StateCommand;
import io.ringflow.cli.state.StateListCommand;
import io.ringflow.cli.state.StateMoveCommand;
import io.ringflow.cli.terminal.Terminal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The subcommands of {@code ringflow}, in the order of its help. Each is created only if it is
 * needed: picocli inspects a command's whole class, and so loads what it uses, such as Flink.
 */
enum Commands {
    RUN(RunCommand.class),
    REPLAY(ReplayCommand.class),
    FLOWS(FlowsCommand.class),
    TOP(TopCommand.class),
    SQL(SqlCommand.class),
    INTERFACES(InterfacesCommand.class),
    JOB_MANAGER(JobManagerCommand.class),
    TASK_MANAGER(TaskManagerCommand.class),
    SUBMIT(SubmitCommand.class),
    QUERY_SERVER(QueryServerCommand.class),
    TOKEN(TokenCommand.class),
    KEYS(KeysCommand.class),
    CONFIG(ConfigCommand.class),
    STATE(StateCommand.class);

    private final Class<?> type;

    Commands(Class<?> type) {
        this.type = type;
    }

    /** Returns the command with this name, or empty if there is none. */
    static Optional<CommandLine> named(String name, Terminal terminal) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.annotation().name().equals(name))
                .findAny()
                .map(found -> found.create(terminal));
    }

    /** Returns all commands. */
    static List<CommandLine> all(Terminal terminal) {
        return Arrays.stream(values()).map(command -> command.create(terminal)).toList();
    }

    /** Returns all commands with name and description only. */
    static List<CommandLine> outlines() {
        return Arrays.stream(values()).map(Commands::outline).toList();
    }

    private CommandLine create(Terminal terminal) {
        return switch (this) {
            case RUN -> new CommandLine(new RunCommand(terminal, Ringflow::version));
            case REPLAY -> new CommandLine(new ReplayCommand(terminal));
            case FLOWS -> new CommandLine(new FlowsCommand(terminal));
            case TOP -> new CommandLine(new TopCommand(terminal));
            case SQL -> new CommandLine(new SqlCommand(terminal));
            case INTERFACES -> new CommandLine(new InterfacesCommand(terminal));
            case JOB_MANAGER ->
                    new CommandLine(new JobManagerCommand(terminal, FlinkJobMain.class));
            case TASK_MANAGER -> new CommandLine(new TaskManagerCommand(terminal));
            case SUBMIT ->
                    new CommandLine(new SubmitCommand(terminal))
                            .addSubcommand(new SubmitStatusCommand(terminal))
                            .addSubcommand(new SubmitStopCommand(terminal));
            case QUERY_SERVER -> new CommandLine(new QueryServerCommand(terminal));
            case TOKEN -> new CommandLine(new TokenCommand(terminal));
            case KEYS -> new CommandLine(new KeysCommand(terminal));
            case CONFIG ->
                    new CommandLine(new ConfigCommand())
                            .addSubcommand(new ConfigDefaultsCommand(terminal))
                            .addSubcommand(new ConfigCheckCommand(terminal));
            case STATE ->
                    new CommandLine(new StateCommand())
                            .addSubcommand(new StateListCommand(terminal))
                            .addSubcommand(new StateCheckCommand(terminal, Ringflow::version))
                            .addSubcommand(new StateMoveCommand(terminal));
        };
    }

    private CommandLine outline() {
        CommandSpec spec = CommandSpec.create().name(annotation().name());
        spec.usageMessage().description(annotation().description());
        return new CommandLine(spec);
    }

    private Command annotation() {
        return type.getAnnotation(Command.class);
    }
}
