package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class PlainArgumentsTest {

    /** Left to picocli: the help, the version, and stack traces of failures. */
    private static final Set<String> OF_PICOCLI = Set.of("--help", "--version", "--debug");

    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private static final Terminal TERMINAL =
            new Terminal(NOWHERE, NOWHERE, false, Map.of(), new StopRequest());

    static List<List<String>> required() {
        return List.of(
                List.of("flows"),
                List.of("top", "srcAddr,dstPort"),
                List.of("interfaces", "--server", "localhost:8080"));
    }

    @ParameterizedTest
    @MethodSource("required")
    void acceptsEachOptionOfHelpAndReadsItAsPicocliDoes(List<String> required) {
        List<OptionSpec> options =
                new CommandLine(PlainArguments.create(TERMINAL, required.getFirst()))
                        .getCommandSpec().options().stream()
                                .filter(option -> !OF_PICOCLI.contains(option.longestName()))
                                .filter(option -> !required.contains(option.longestName()))
                                .toList();

        assertThat(options).hasSizeGreaterThan(2);
        for (OptionSpec option : options) {
            List<String> arguments = new ArrayList<>(required);
            arguments.add(option.longestName());
            if (option.arity().max() > 0) {
                arguments.add(value(option.longestName()));
            }
            assertReadAsByPicocli(arguments);
        }
    }

    private static String value(String option) {
        return switch (option) {
            case "--limit" -> "7";
            case "--format" -> "NDJSON";
            default -> "value of " + option;
        };
    }

    @ParameterizedTest
    @MethodSource("required")
    void setsDefaultsAsPicocliDoes(List<String> required) {
        assertReadAsByPicocli(required);
    }

    @Test
    void readsValueAfterEqualsSignAsPicocliDoes() {
        assertReadAsByPicocli(List.of("flows", "--filter=dstPort = 443", "--limit=10000"));
    }

    private static void assertReadAsByPicocli(List<String> arguments) {
        Callable<Integer> plain =
                PlainArguments.read(TERMINAL, arguments.toArray(String[]::new)).orElseThrow();
        Callable<Integer> parsed = PlainArguments.create(TERMINAL, arguments.getFirst());
        new CommandLine(parsed).parseArgs(arguments.stream().skip(1).toArray(String[]::new));

        assertThat(plain)
                .describedAs(String.join(" ", arguments))
                .usingRecursiveComparison()
                .ignoringFields("terminal", "screen", "display", "rates", "spec")
                .isEqualTo(parsed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "interfaces",
                "interfaces --watch",
                "top",
                "top srcAddr dstAddr",
                "top srcAddr,",
                "top srcAddr --limit 0",
                "top srcAddr --limit 1001",
                "flows --help",
                "flows --debug",
                "flows --unknown 1",
                "flows --watch=yes",
                "flows --sort -bytes",
                "flows --filter",
                "flows --filter=",
                "flows --filter \"dstPort",
                "flows --format xml",
                "flows --limit 10001",
                "flows --limit ten",
                "flows --limit 010",
                "flows --limit 5 --limit 6",
                "flows @file",
                "flows -- a",
                "flows srcAddr"
            })
    void leavesToPicocliWhatIsNotPlain(String arguments) {
        assertThat(PlainArguments.read(TERMINAL, arguments.split(" "))).isEmpty();
    }
}
