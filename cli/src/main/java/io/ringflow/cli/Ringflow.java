package io.ringflow.cli;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.log.JdkLogHandler;
import io.ringflow.cli.query.PlainArguments;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.StandardOutput;
import io.ringflow.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code ringflow} command. */
@Command(
        name = "ringflow",
        description = "Live network flows from packets.",
        mixinStandardHelpOptions = true,
        versionProvider = Ringflow.Version.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:failed while running",
            "2:the command, a file or the configuration is wrong",
            "3:not permitted to capture packets"
        })
public final class Ringflow implements Runnable {

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ringflow " + version()};
        }
    }

    /** Returns the version in the jar's manifest. */
    static String version() {
        String version = Ringflow.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Commands whose libraries need temporary files. */
    private static final Set<String> NEEDS_DIRECTORY =
            Set.of(
                    "run",
                    "replay",
                    "interfaces",
                    "jobmanager",
                    "taskmanager",
                    "submit",
                    "query-server",
                    "state");

    @Spec private CommandSpec spec;

    private Ringflow() {}

    /** Runs a command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        StandardOutput output = new StandardOutput();
        Terminal terminal = terminal(output);
        int status = runInOwnDirectory(terminal, arguments);
        terminal.out().flush();
        Optional<String> problem = output.problem();
        if (status == ExitStatus.DONE && problem.isPresent()) {
            terminal.say(problem.get());
            status = ExitStatus.FAILED;
        }
        System.err.flush();
        terminal.stop().ended(status);
        System.exit(status);
    }

    /** Prepares this process for a command. */
    static Terminal terminal(StandardOutput output) {
        JdkLogHandler.install();
        return Terminal.ofProcess(output.printStream());
    }

    /** Returns the whole command with all its subcommands, for documentation. */
    static CommandLine complete(Terminal terminal) {
        CommandLine line = new CommandLine(new Ringflow());
        Commands.all(terminal).forEach(line::addSubcommand);
        return line;
    }

    private static int runInOwnDirectory(Terminal terminal, String... arguments) {
        if (needsDirectory(arguments)) {
            try {
                PrivateDirectory directory = PrivateDirectory.use();
                terminal.stop().beforeExit(directory::remove);
            } catch (CommandFailure e) {
                return FailureReport.of(e).print(terminal, false);
            }
        }
        return execute(terminal, arguments);
    }

    private static boolean needsDirectory(String... arguments) {
        return arguments.length > 0
                && NEEDS_DIRECTORY.contains(arguments[0])
                && !(arguments[0].equals("interfaces") && namesServer(arguments));
    }

    private static boolean namesServer(String... arguments) {
        return Arrays.stream(arguments).anyMatch(argument -> argument.startsWith("--server"));
    }

    /** Runs a command in this process and returns its exit status. */
    public static int execute(Terminal terminal, String... arguments) {
        Optional<Callable<Integer>> query = PlainArguments.read(terminal, arguments);
        return query.isPresent() ? call(terminal, query.get()) : parse(terminal, arguments);
    }

    private static int call(Terminal terminal, Callable<Integer> command) {
        try {
            return command.call();
        } catch (Exception e) {
            return FailureReport.of(e).print(terminal, false);
        }
    }

    private static int parse(Terminal terminal, String... arguments) {
        CommandLine line = commands(terminal, arguments);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(false);
        line.setParameterExceptionHandler((e, given) -> wrongCommand(terminal, e));
        line.setExecutionExceptionHandler((e, at, parsed) -> failed(terminal, e, parsed));
        return line.execute(arguments);
    }

    /** Builds only the command that is asked for; the others are known by name and description. */
    private static CommandLine commands(Terminal terminal, String... arguments) {
        CommandLine line = new CommandLine(new Ringflow());
        if (arguments.length > 0) {
            Optional<CommandLine> named = Commands.named(arguments[0], terminal);
            if (named.isPresent()) {
                return line.addSubcommand(named.get());
            }
        }
        Commands.outlines().forEach(line::addSubcommand);
        return line;
    }

    private static int wrongCommand(Terminal terminal, ParameterException e) {
        terminal.say(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.say("see \"" + name + " --help\"");
        return ExitStatus.WRONG;
    }

    private static int failed(Terminal terminal, Exception e, ParseResult parsed) {
        boolean debug = CommonOptions.isDebug(parsed);
        return FailureReport.of(e).print(terminal, debug);
    }

    /** Called if no command is given. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: run, replay, flows, top, interfaces, jobmanager,"
                        + " taskmanager, submit, query-server, token, keys or config");
    }
}
