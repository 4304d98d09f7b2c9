package io.ringflow.model.filter;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowField;
import java.util.List;

public sealed interface Condition {
    boolean matches(Flow flow);

    record All(List<Condition> conditions) implements Condition {
        @Override
        public boolean matches(Flow flow) {
            return conditions.stream().allMatch(c -> c.matches(flow));
        }
    }

    record Any(List<Condition> conditions) implements Condition {
        @Override
        public boolean matches(Flow flow) {
            return conditions.stream().anyMatch(c -> c.matches(flow));
        }
    }

    record Not(Condition condition) implements Condition {
        @Override
        public boolean matches(Flow flow) {
            return !condition.matches(flow);
        }
    }

    record NumberIn(FilterField field, NumberRanges ranges) implements Condition {
        @Override
        public boolean matches(Flow flow) {
            return field.fields().stream()
                    .flatMap(f -> f.text(flow).stream())
                    .anyMatch(t -> ranges.contains(Long.parseLong(t)));
        }
    }

    record DecimalIn(FilterField field, DecimalRanges ranges) implements Condition {
        @Override
        public boolean matches(Flow flow) {
            return false;
        }
    }

    record DecimalRanges(double from) {
        public boolean contains(double value) {
            return value >= from;
        }
    }

    record AddressIn(FilterField field, AddressRanges ranges) implements Condition {
        @Override
        public boolean matches(Flow flow) {
            return (field != FilterField.DST_ADDR
                            && ranges.contains(flow.srcAddr().high(), flow.srcAddr().low()))
                    || (field != FilterField.SRC_ADDR
                            && ranges.contains(flow.dstAddr().high(), flow.dstAddr().low()));
        }
    }

    record TextIn(FilterField field, List<String> patterns) implements Condition {
        public boolean matches(String text) {
            return patterns.contains(text);
        }

        @Override
        public boolean matches(Flow flow) {
            return field.fields().stream()
                    .map(FlowField.class::cast)
                    .flatMap(f -> f.text(flow).stream())
                    .anyMatch(this::matches);
        }
    }

    record Compared(FilterField left, FilterField right) implements Condition {
        @Override
        public boolean matches(Flow flow) {
            return false;
        }
    }
}
