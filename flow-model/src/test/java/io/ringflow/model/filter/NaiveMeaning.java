package io.ringflow.model.filter;

import io.ringflow.model.Flow;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FlowField;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A second, naive evaluation of filters, based on the texts that exports write. Independent of how
 * filters are parsed and evaluated.
 */
final class NaiveMeaning {

    private NaiveMeaning() {}

    /** The texts of a field; empty if the flow does not have it. */
    static List<String> texts(String field, Flow flow) {
        return switch (field) {
            case "addr" -> both("srcAddr", "dstAddr", flow);
            case "port" -> both("srcPort", "dstPort", flow);
            case "host" -> observed(flow, count -> count.observer().host());
            case "interface" -> observed(flow, count -> count.observer().interfaceName());
            case "gap" -> List.of(flow.gap() ? "true" : "false");
            default -> FlowField.named(field).orElseThrow().text(flow).stream().toList();
        };
    }

    private static List<String> both(String first, String second, Flow flow) {
        return Stream.of(texts(first, flow), texts(second, flow)).flatMap(List::stream).toList();
    }

    private static List<String> observed(Flow flow, Function<ObserverCount, String> text) {
        return flow.observers().stream().map(text).toList();
    }

    static Predicate<Flow> has(String field, Predicate<String> test) {
        return flow -> texts(field, flow).stream().anyMatch(test);
    }

    /** Compares two fields of a flow; numbers and times by their order. */
    static Predicate<Flow> pair(String left, String operator, String right, boolean numeric) {
        return flow ->
                texts(left, flow).stream()
                        .anyMatch(
                                a ->
                                        texts(right, flow).stream()
                                                .anyMatch(
                                                        b ->
                                                                holds(
                                                                        numeric
                                                                                ? number(a, b)
                                                                                : a.compareTo(b),
                                                                        operator)));
    }

    static boolean holds(int order, String operator) {
        return switch (operator) {
            case "=" -> order == 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    static int number(String a, String b) {
        return new BigDecimal(a).compareTo(new BigDecimal(b));
    }

    /** The flags as a set of letters. */
    static String letters(String flags) {
        return new TreeSet<>(Arrays.asList(flags.toUpperCase(Locale.ROOT).split(""))).toString();
    }

    static boolean like(String text, String pattern, boolean ignoreCase) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        return Pattern.compile(regex, flags).matcher(text).matches();
    }

    /** Returns true if the first bits of two addresses are the same. */
    static boolean prefix(String address, String base, int bits) {
        boolean v4 = base.indexOf(':') < 0;
        int length = v4 ? 96 + bits : bits;
        return address.indexOf(':') < 0 == v4
                && bits(address).substring(0, length).equals(bits(base).substring(0, length));
    }

    static String bits(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            String bits = new BigInteger(1, bytes).toString(2);
            String padded = "0".repeat(bytes.length * 8 - bits.length()) + bits;
            return bytes.length == 4 ? "0".repeat(80) + "1".repeat(16) + padded : padded;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
