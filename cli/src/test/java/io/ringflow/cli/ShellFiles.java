package io.ringflow.cli;

import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The completions and manual pages that the distribution contains, made from the commands
 * themselves. After a change of a command, {@code main} writes them again.
 */
final class ShellFiles {

    /** The folder of the files, seen from the folder of a module. */
    static final Path SHARE = Path.of("../deploy/src/main/dist/share");

    private ShellFiles() {}

    /** Writes all files below {@link #SHARE}. */
    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<Path, String> file : files().entrySet()) {
            Path path = SHARE.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    /** Returns the contents of all files, by their paths below {@link #SHARE}. */
    static Map<Path, String> files() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
        CommandLine ringflow =
                Ringflow.complete(
                        new Terminal(nowhere, nowhere, false, Map.of(), new StopRequest()));
        Map<Path, String> files = new TreeMap<>();
        // zsh reads it too, after "autoload -U bashcompinit; bashcompinit".
        files.put(
                Path.of("bash-completion/completions/ringflow"),
                AutoComplete.bash("ringflow", ringflow));
        files.put(Path.of("fish/vendor_completions.d/ringflow.fish"), fish(ringflow));
        addPages(ringflow, files);
        return files;
    }

    private static void addPages(CommandLine command, Map<Path, String> files) {
        CommandSpec spec = command.getCommandSpec();
        files.put(Path.of("man/man1", spec.qualifiedName("-") + ".1"), new ManualPage(spec).text());
        command.getSubcommands().values().forEach(child -> addPages(child, files));
    }

    private static String fish(CommandLine ringflow) {
        StringBuilder text = new StringBuilder("# Completions of ringflow for fish.\n");
        text.append("complete -c ringflow -n __fish_use_subcommand -f\n");
        ringflow.getSubcommands()
                .forEach(
                        (name, command) -> {
                            CommandSpec spec = command.getCommandSpec();
                            text.append("complete -c ringflow -n __fish_use_subcommand -a ")
                                    .append(name)
                                    .append(" -d ")
                                    .append(quoted(first(spec.usageMessage().description())))
                                    .append('\n');
                            spec.options().stream()
                                    .filter(option -> !option.hidden())
                                    .forEach(option -> text.append(fish(name, option)));
                        });
        return text.toString();
    }

    private static String fish(String command, OptionSpec option) {
        StringBuilder line =
                new StringBuilder("complete -c ringflow -n '__fish_seen_subcommand_from ")
                        .append(command)
                        .append('\'');
        for (String name : option.names()) {
            boolean isLong = name.startsWith("--");
            line.append(isLong ? " -l " : " -s ").append(name.substring(isLong ? 2 : 1));
        }
        return line.append(option.arity().max() > 0 ? " -r" : "")
                .append(" -d ")
                .append(quoted(first(option.description())))
                .append('\n')
                .toString();
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : String.join(" ", description);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
