package io.ringflow.model.filter.condition;

import io.ringflow.model.Flow;
import io.ringflow.model.field.FieldKind;
import java.util.Locale;

/** Which pairs of fields can be compared, and how. */
final class FieldPair {

    private FieldPair() {}

    /**
     * @throws IllegalArgumentException if the fields or the operator are incompatible
     */
    static void check(FilterField left, Comparison operator, FilterField right) {
        if (!comparable(left.kind(), right.kind())) {
            throw new IllegalArgumentException(
                    left.text()
                            + " and "
                            + right.text()
                            + " can't be compared; put \"\" around a text that is not a field");
        }
        if (operator != Comparison.EQUAL && !left.kind().ordered()) {
            throw new IllegalArgumentException(
                    left.text()
                            + " and "
                            + right.text()
                            + " compare with = and != only, not "
                            + operator.text());
        }
    }

    private static boolean comparable(FieldKind left, FieldKind right) {
        return switch (left) {
            case NUMBER, DECIMAL -> right == FieldKind.NUMBER || right == FieldKind.DECIMAL;
            case TIME, ADDRESS, TEXT, FLAGS -> right == left;
            case PROTOCOL, WORD, BOOLEAN, LIST -> false;
        };
    }

    static boolean matches(FilterField left, Comparison operator, FilterField right, Flow flow) {
        boolean ignoreCase = left.ignoresCase() || right.ignoresCase();
        boolean fractional = left.kind() == FieldKind.DECIMAL || right.kind() == FieldKind.DECIMAL;
        return FieldValue.any(
                left,
                flow,
                a ->
                        FieldValue.any(
                                right,
                                flow,
                                b ->
                                        operator.holds(
                                                order(a, b, left.kind(), fractional, ignoreCase))));
    }

    private static int order(
            FieldValue a, FieldValue b, FieldKind kind, boolean fractional, boolean ignoreCase) {
        return switch (kind) {
            case NUMBER, DECIMAL, TIME ->
                    fractional
                            ? Double.compare(a.decimal() + 0.0, b.decimal() + 0.0)
                            : Long.compare(a.number(), b.number());
            case ADDRESS -> a.address().compareTo(b.address());
            default ->
                    ignoreCase
                            ? lower(a.text()).compareTo(lower(b.text()))
                            : a.text().compareTo(b.text());
        };
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
