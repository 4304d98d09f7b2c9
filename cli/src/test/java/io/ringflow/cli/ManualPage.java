package io.ringflow.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command, in the language of man(7). */
record ManualPage(CommandSpec spec) {

    private static final int WIDTH = 76;

    /** Returns the page. */
    String text() {
        String name = spec.qualifiedName("-");
        UsageMessageSpec usage = spec.usageMessage();
        String description = String.join(" ", usage.description());
        StringBuilder page = new StringBuilder();
        page.append(".TH ").append(escaped(name.toUpperCase(Locale.ROOT)));
        page.append(" 1 \"\" Ringflow \"Ringflow Manual\"\n");
        section(page, "NAME", escaped(name) + " \\- " + escaped(description));
        section(page, "SYNOPSIS", verbatim(synopsis()));
        section(page, "DESCRIPTION", escaped(description));
        section(page, "OPTIONS", options());
        section(page, "COMMANDS", commands());
        section(page, "EXIT STATUS", exitStatus(spec.root().usageMessage()));
        if (usage.footer().length > 0) {
            section(page, "EXAMPLES", verbatim(String.join("\n", usage.footer())));
        }
        section(page, "SEE ALSO", escaped(seeAlso()));
        return page.toString();
    }

    private static void section(StringBuilder page, String title, String text) {
        if (!text.isEmpty()) {
            page.append(".SH ").append(title).append('\n').append(text).append('\n');
        }
    }

    private String synopsis() {
        CommandLine line = spec.commandLine();
        line.setUsageHelpWidth(WIDTH);
        return new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0).strip();
    }

    private String options() {
        Stream<String> positional =
                spec.positionalParameters().stream()
                        .map(parameter -> entry(bold(parameter.paramLabel()), parameter));
        Stream<String> options =
                spec.options().stream().map(option -> entry(names(option), option));
        return Stream.concat(positional, options).collect(Collectors.joining("\n"));
    }

    private static String names(OptionSpec option) {
        String label =
                option.arity().max() > 0 ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : "";
        return Arrays.stream(option.names())
                .map(ManualPage::bold)
                .collect(Collectors.joining(", ", "", label));
    }

    private static String entry(String head, ArgSpec argument) {
        return ".TP\n" + head + "\n" + escaped(String.join(" ", argument.description()));
    }

    private String commands() {
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .map(
                        child ->
                                ".TP\n"
                                        + bold(child.name())
                                        + "\n"
                                        + escaped(
                                                String.join(
                                                        " ", child.usageMessage().description())))
                .collect(Collectors.joining("\n"));
    }

    private static String exitStatus(UsageMessageSpec usage) {
        return usage.exitCodeList().entrySet().stream()
                .map(status -> ".TP\n" + bold(status.getKey()) + "\n" + escaped(status.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private String seeAlso() {
        return spec.parent() == null
                ? spec.subcommands().keySet().stream()
                        .map(name -> spec.name() + "-" + name + "(1)")
                        .collect(Collectors.joining(", "))
                : spec.parent().qualifiedName("-") + "(1)";
    }

    private static String verbatim(String text) {
        return ".nf\n"
                + text.lines().map(ManualPage::escaped).collect(Collectors.joining("\n"))
                + "\n.fi";
    }

    private static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    /** Returns a text in which nothing is a request or an escape. */
    private static String escaped(String text) {
        String plain = text.strip().equals(text) ? text : "\\&" + text;
        String escaped = plain.replace("\\&", "\u0000").replace("\\", "\\e").replace("-", "\\-");
        boolean request = escaped.startsWith(".") || escaped.startsWith("'");
        return (request ? "\\&" : "") + escaped.replace("\u0000", "\\&");
    }
}
