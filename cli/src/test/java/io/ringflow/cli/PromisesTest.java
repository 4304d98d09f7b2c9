package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.config.settings.Setting;
import io.ringflow.cli.config.settings.Settings;
import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.Promises;
import io.ringflow.model.Promises.Promise;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every promise names its page and its tests, and nothing that the command line offers has none.
 */
class PromisesTest {

    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern STATUS = Pattern.compile("(?m)^\\| ((?:\\d+, )*\\d+) \\|");

    /** Promised of all commands that have them. */
    private static final Set<String> COMMON =
            Set.of("--config", "-D", "--debug", "--help", "--version");

    @Test
    void everyPromiseNamesTestsThatExist() throws IOException {
        Map<String, String> sources = testSources();
        for (Promise promise : Promises.all()) {
            assertThat(promise.tests()).as(promise.text()).isNotEmpty();
            for (String test : promise.tests()) {
                assertThat(test).as(promise.text()).matches("\\w+#\\w+");
                String[] names = test.split("#", -1);
                assertThat(sources).as(promise.text()).containsKey(names[0]);
                assertThat(annotations(sources.get(names[0]), names[1]))
                        .as(promise.text() + ": " + test)
                        .containsPattern("@(Parameterized)?Test\\b");
            }
        }
    }

    /**
     * Returns the lines above a method, up to the nearest blank line, or nothing if it does not
     * exist.
     */
    private static String annotations(String source, String method) {
        String before = source.substring(0, Math.max(0, source.indexOf("void " + method + "(")));
        return before.substring(Math.max(0, before.lastIndexOf("\n\n")));
    }

    /** The texts of all tests of all modules, by class. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path folder : modules.map(module -> module.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(folder)) {
                    addSources(folder, sources);
                }
            }
        }
        return sources;
    }

    private static void addSources(Path folder, Map<String, String> sources) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.merge(name, Files.readString(file), String::concat);
            }
        }
    }

    @Test
    void everyPromiseNamesThePageWhereUsersReadIt() throws IOException {
        for (Promise promise : Promises.all()) {
            assertThat(promise.pages()).as(promise.text()).isNotEmpty();
            for (String page : promise.pages()) {
                String[] parts = page.split("#", 2);
                Path file = Promises.DOCS.resolve("internals").resolve(parts[0]).normalize();
                assertThat(file).as(promise.text()).isRegularFile();
                if (parts.length > 1) {
                    assertThat(anchors(file)).as(promise.text()).contains(parts[1]);
                }
            }
        }
    }

    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(text -> text.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    @Test
    void everyCommandAndOptionIsPromised() throws IOException {
        List<String> offered = new ArrayList<>(COMMON);
        complete().getSubcommands().values().forEach(command -> addOffered(command, offered));
        assertThat(offered).contains("replay --follow", "submit stop --savepoint", "keys");
        Promises.assertListed(offered);
    }

    private static CommandLine complete() {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return Ringflow.complete(
                new Terminal(nowhere, nowhere, false, Map.of(), new StopRequest()));
    }

    private static void addOffered(CommandLine line, List<String> offered) {
        CommandSpec command = line.getCommandSpec();
        String name = command.qualifiedName(" ").replaceFirst("^ringflow ", "");
        offered.add(name);
        for (OptionSpec option : command.options()) {
            if (!COMMON.contains(option.longestName())) {
                offered.add(name + " " + option.longestName());
            }
        }
        line.getSubcommands().values().forEach(child -> addOffered(child, offered));
    }

    @Test
    void everyExitStatusIsPromised() throws IOException {
        Set<String> statuses = new TreeSet<>();
        complete()
                .getCommandSpec()
                .usageMessage()
                .exitCodeList()
                .keySet()
                .forEach(status -> statuses.add("exit status " + status));
        assertThat(statuses).hasSize(4);
        STATUS.matcher(Files.readString(Promises.DOCS.resolve("30-command-line.md")))
                .results()
                .map((MatchResult row) -> row.group(1))
                .flatMap(row -> Stream.of(row.split(", ")))
                .forEach(status -> statuses.add("exit status " + status));
        assertThat(statuses).contains("exit status 137", "exit status 143");
        Promises.assertListed(statuses);
    }

    @Test
    void everySettingIsPromised() throws IOException {
        Promises.assertListed(Settings.ALL.stream().map(Setting::path).toList());
    }
}
