package io.ringflow.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of every command that reads a configuration. */
public final class CommonOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file (YAML); \"ringflow config defaults\" prints one.")
    private Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "true",
            description = "Override a setting, for example -Dflow.activeTimeout=30s.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** Read from the parse result, because failures are reported outside the command. */
    @SuppressWarnings("unused")
    @Option(names = "--debug", description = "Show stack traces.")
    private boolean debug;

    /**
     * Reads the configuration from file, environment and command line.
     *
     * @param options settings that other options of the command stand for, by path
     */
    public Configuration read(Map<String, String> environment, Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.putAll(options);
        return ConfigurationReader.read(Optional.ofNullable(file), environment, all);
    }

    /**
     * Reads the configuration of a job that runs in other processes.
     *
     * @param heapBytes the heap of all these processes together
     */
    public Configuration read(Map<String, String> environment, long heapBytes) {
        return ConfigurationReader.read(
                Optional.ofNullable(file), environment, overrides, heapBytes);
    }

    /** Returns these options as arguments of another command. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (file != null) {
            arguments.addAll(List.of("-c", file.toAbsolutePath().toString()));
        }
        overrides.forEach((path, value) -> arguments.add("-D" + path + "=" + value));
        return arguments;
    }

    /** Returns true if the innermost command was given {@code --debug}. */
    public static boolean isDebug(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.hasMatchedOption("--debug");
    }
}
