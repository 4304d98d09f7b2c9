package io.ringflow.model.field;

import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.text.DecimalText;
import io.ringflow.model.text.TimeText;
import java.util.List;
import java.util.stream.Collectors;

/** A sink that keeps a field's value as text, null if the flow does not have the field. */
final class FieldText implements FieldSink {

    private String value;

    String value() {
        return value;
    }

    @Override
    public void text(String text) {
        value = text;
    }

    @Override
    public void number(long number) {
        value = Long.toString(number);
    }

    @Override
    public void decimal(double number) {
        value = DecimalText.of(number);
    }

    @Override
    public void address(IpAddress address) {
        value = address.toString();
    }

    @Override
    public void time(long nanos) {
        value = TimeText.of(nanos);
    }

    @Override
    public void bool(boolean truth) {
        value = Boolean.toString(truth);
    }

    @Override
    public void observers(List<ObserverCount> observers) {
        value =
                observers.stream()
                        .map(ObserverCount::observer)
                        .map(Observer::text)
                        .collect(Collectors.joining(" "));
    }
}
