package io.ringflow.capture.host;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Which interfaces the settings select: names, globs ({@code *}, {@code ?}, {@code [a-z]}, {@code
 * [!a-z]}), {@code default} and {@code all}. {@code default} selects the interfaces of the default
 * routes, or all that are up if there is no default route. The loopback interface is selected only
 * by its name. Immutable and thread-safe.
 */
public final class InterfaceSelection {

    private static final String DEFAULT = "default";
    private static final String ALL = "all";

    private final List<String> interfaces;
    private final List<String> exclude;

    private InterfaceSelection(List<String> interfaces, List<String> exclude) {
        this.interfaces = List.copyOf(interfaces);
        this.exclude = List.copyOf(exclude);
    }

    /** The selection of a live capture. */
    public static InterfaceSelection of(LiveCapture capture) {
        return new InterfaceSelection(capture.interfaces(), capture.exclude());
    }

    /** A selection by words, minus the excluded names and globs. */
    public static InterfaceSelection of(List<String> interfaces, List<String> exclude) {
        return new InterfaceSelection(interfaces, exclude);
    }

    /** The selected interfaces that this host has now, sorted; may be empty. */
    public List<String> present() {
        return present(Interfaces.listWithoutAddresses());
    }

    /**
     * The selected interfaces of this host, sorted; at least one.
     *
     * @throws UnknownInterfaceException if a name is not that of an interface of the host
     * @throws CaptureException if nothing is selected
     */
    public List<String> resolve() {
        return resolve(Interfaces.list());
    }

    List<String> present(List<NetworkInterfaceInfo> host) {
        TreeSet<String> names = new TreeSet<>();
        for (String word : interfaces) {
            Predicate<NetworkInterfaceInfo> selected = selector(word, host);
            host.stream().filter(selected).forEach(info -> names.add(info.name()));
        }
        for (String word : exclude) {
            names.removeIf(glob(word).asMatchPredicate());
        }
        return List.copyOf(names);
    }

    List<String> resolve(List<NetworkInterfaceInfo> host) {
        for (String word : interfaces) {
            if (isName(word) && host.stream().noneMatch(info -> info.name().equals(word))) {
                throw new UnknownInterfaceException(
                        "no interface \"%s\"; this host has: %s".formatted(word, names(host)));
            }
        }
        List<String> names = present(host);
        if (names.isEmpty()) {
            throw new CaptureException(nothingSelected(host));
        }
        return names;
    }

    private String nothingSelected(List<NetworkInterfaceInfo> host) {
        String without = exclude.isEmpty() ? "" : " without " + String.join(", ", exclude);
        String reason =
                interfaces.equals(List.of(DEFAULT)) && exclude.isEmpty()
                        ? "the host has no default route, and no interface but lo is up"
                        : "no interface matches " + String.join(", ", interfaces) + without;
        return reason + "; name one of: " + names(host);
    }

    private static String names(List<NetworkInterfaceInfo> host) {
        return host.stream()
                .map(NetworkInterfaceInfo::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean isName(String word) {
        return !word.equals(DEFAULT) && !word.equals(ALL) && word.matches("[^*?\\[\\]]*");
    }

    private static Predicate<NetworkInterfaceInfo> selector(
            String word, List<NetworkInterfaceInfo> host) {
        if (word.equals(ALL)) {
            return info -> !info.loopback();
        }
        if (word.equals(DEFAULT)) {
            return host.stream().anyMatch(NetworkInterfaceInfo::defaultRoute)
                    ? NetworkInterfaceInfo::defaultRoute
                    : info -> info.up() && !info.loopback();
        }
        if (isName(word)) {
            return info -> info.name().equals(word);
        }
        Predicate<String> matches = glob(word).asMatchPredicate();
        return info -> !info.loopback() && matches.test(info.name());
    }

    /** A pattern that matches the whole name. */
    private static Pattern glob(String word) {
        StringBuilder regex = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean first = inClass && word.charAt(i - 1) == '[';
            switch (c) {
                case '[' -> regex.append(inClass ? "\\[" : "[");
                case ']' -> regex.append(inClass ? "]" : "\\]");
                case '!' -> regex.append(first ? "^" : "!");
                case '-' -> regex.append(inClass ? "-" : "\\-");
                case '*' -> regex.append(inClass ? "\\*" : ".*");
                case '?' -> regex.append(inClass ? "\\?" : ".");
                default -> regex.append(Character.isLetterOrDigit(c) ? "" : "\\").append(c);
            }
            inClass = c == '[' || (inClass && c != ']');
        }
        try {
            return Pattern.compile(regex.toString());
        } catch (PatternSyntaxException e) {
            throw new CaptureException(
                    "bad interface pattern \"%s\": %s".formatted(word, e.getDescription()), e);
        }
    }
}
