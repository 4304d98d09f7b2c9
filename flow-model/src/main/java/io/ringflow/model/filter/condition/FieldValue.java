package io.ringflow.model.filter.condition;

import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** A sink that keeps one value of a field, as filters compare it. Not thread-safe. */
final class FieldValue implements FieldSink {

    private boolean present;
    private boolean fractional;
    private long number;
    private double decimal;
    private IpAddress address;
    private String text;

    /** Returns true if a value of the field passes a test; false if the flow has no value. */
    static boolean any(FilterField field, Flow flow, Predicate<FieldValue> test) {
        if (field == FilterField.Several.HOST) {
            return anyObserver(flow, Observer::host, test);
        }
        if (field == FilterField.Several.INTERFACE) {
            return anyObserver(flow, Observer::interfaceName, test);
        }
        return field.is(FlowField.PROTOCOL)
                ? test.test(ofNumber(flow.protocol()))
                : anyOf(field.fields(), flow, test);
    }

    private static boolean anyOf(List<FlowField> fields, Flow flow, Predicate<FieldValue> test) {
        for (FlowField field : fields) {
            FieldValue value = new FieldValue();
            field.write(flow, value);
            // A truth value is absent if it is false.
            boolean present = value.present || field.type().kind() == FieldKind.BOOLEAN;
            if (present && test.test(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyObserver(
            Flow flow, Function<Observer, String> name, Predicate<FieldValue> test) {
        return flow.observers().stream()
                .anyMatch(count -> test.test(ofText(name.apply(count.observer()))));
    }

    private static FieldValue ofNumber(long number) {
        FieldValue value = new FieldValue();
        value.number(number);
        return value;
    }

    private static FieldValue ofText(String text) {
        FieldValue value = new FieldValue();
        value.text(text);
        return value;
    }

    /** A whole number, a time in nanoseconds, a protocol's number, or 1 for true. */
    long number() {
        return number;
    }

    /** A fractional number, or a whole number as a double. */
    double decimal() {
        return fractional ? decimal : number;
    }

    IpAddress address() {
        return address;
    }

    String text() {
        return text;
    }

    @Override
    public void text(String value) {
        present = true;
        text = value;
    }

    @Override
    public void number(long value) {
        present = true;
        number = value;
    }

    /** The mean of no packets is not a number and counts as absent. */
    @Override
    public void decimal(double value) {
        present = !Double.isNaN(value);
        fractional = true;
        decimal = value;
    }

    @Override
    public void address(IpAddress value) {
        present = true;
        address = value;
    }

    @Override
    public void time(long nanos) {
        number(nanos);
    }

    @Override
    public void bool(boolean value) {
        number(value ? 1 : 0);
    }

    @Override
    public void observers(List<ObserverCount> value) {
        throw new IllegalStateException("Filters compare host and interface, not observers");
    }
}
