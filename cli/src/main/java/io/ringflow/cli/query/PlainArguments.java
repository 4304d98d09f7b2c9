package io.ringflow.cli.query;

import io.ringflow.cli.terminal.Terminal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/**
 * Creates a query command from arguments that need no interpretation: each option at most once,
 * with a value that can't be taken for an option. Picocli does the same for any arguments, but to
 * set it up takes longer than the query. It reads all arguments that this class doesn't accept, so
 * that help and messages about mistakes come from one place.
 */
public final class PlainArguments {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    /** A command whose options can be set by name. */
    interface Target extends Callable<Integer> {

        /** Sets an option without a value; returns false if there is no such option. */
        boolean setFlag(String name);

        /** Sets an option; returns false if there is no such option or the value is not plain. */
        boolean setOption(String name, String value);

        /** Adds a parameter; returns false if the command takes no further one. */
        boolean addParameter(String value);

        /** Returns true if nothing that the command requires is missing. */
        boolean isComplete();
    }

    private final Target target;
    private final Set<String> names = new HashSet<>();

    private PlainArguments(Target target) {
        this.target = target;
    }

    /**
     * Returns the command, or empty if it is not a query or the arguments are not plain.
     *
     * @param arguments the command's name and its arguments
     */
    public static Optional<Callable<Integer>> read(Terminal terminal, String... arguments) {
        Target target = arguments.length == 0 ? null : create(terminal, arguments[0]);
        return target != null && new PlainArguments(target).accepts(arguments)
                ? Optional.of(target)
                : Optional.empty();
    }

    /** Returns the query command with a name, without arguments; null if there is none. */
    static Target create(Terminal terminal, String name) {
        return switch (name) {
            case "flows" -> new FlowsCommand(terminal);
            case "top" -> new TopCommand(terminal);
            case "interfaces" -> new InterfacesCommand(terminal);
            default -> null;
        };
    }

    private boolean accepts(String... arguments) {
        for (int i = 1; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                if (!isPlain(argument) || !target.addParameter(argument)) {
                    return false;
                }
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!names.add(name)) {
                return false;
            }
            if (equals < 0 && target.setFlag(name)) {
                continue;
            }
            String value =
                    equals >= 0
                            ? argument.substring(equals + 1)
                            : i + 1 < arguments.length ? arguments[++i] : "";
            if (!isPlain(value) || !target.setOption(name, value)) {
                return false;
            }
        }
        return target.isComplete();
    }

    /** Returns true unless a value is empty, or an option, a file of arguments or quoted. */
    private static boolean isPlain(String value) {
        return !value.isEmpty()
                && value.charAt(0) != '-'
                && value.charAt(0) != '@'
                && value.charAt(0) != '"';
    }

    /** Returns a number, or 0 if it is not a plain one. */
    static int number(String value) {
        return NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
    }
}
