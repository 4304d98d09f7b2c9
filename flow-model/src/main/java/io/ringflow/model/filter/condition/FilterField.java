package io.ringflow.model.filter.condition;

import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FieldType;
import io.ringflow.model.field.FlowField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What filters can compare: every {@link FlowField} with a single value, under its own name, and
 * {@link Several words} for either of two fields or for all observers. Immutable; compared with
 * {@code equals}.
 */
public sealed interface FilterField {

    /** A field of the flow. */
    record Single(FlowField field) implements FilterField {

        /**
         * @throws IllegalArgumentException if the field is a list
         */
        public Single {
            if (!comparable(field)) {
                throw new IllegalArgumentException(field.fieldName() + " is a list");
            }
        }

        private static boolean comparable(FlowField field) {
            return field.type().kind() != FieldKind.LIST;
        }

        @Override
        public String text() {
            return field.fieldName();
        }

        @Override
        public FieldType type() {
            return field.type();
        }

        @Override
        public List<FlowField> fields() {
            return List.of(field);
        }
    }

    /** A word for several values, one of which must match. */
    enum Several implements FilterField {
        /** Either address. */
        ADDR("addr", FlowField.SRC_ADDR, FlowField.DST_ADDR),
        /** Either port. */
        PORT("port", FlowField.SRC_PORT, FlowField.DST_PORT),
        /** The host of any observer. */
        HOST("host"),
        /** The interface of any observer. */
        INTERFACE("interface");

        private final String text;

        @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
        private final List<FlowField> fields;

        Several(String text, FlowField... fields) {
            this.text = text;
            this.fields = List.of(fields);
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public FieldType type() {
            return fields.isEmpty() ? FieldType.text() : fields.get(0).type();
        }

        @Override
        public List<FlowField> fields() {
            return fields;
        }
    }

    /** All fields, in the order of {@link FlowField}, then the words. */
    static List<FilterField> all() {
        return Stream.<FilterField>concat(
                        Arrays.stream(FlowField.values())
                                .filter(Single::comparable)
                                .map(Single::new),
                        Arrays.stream(Several.values()))
                .toList();
    }

    /** The field with this exact name. */
    static Optional<FilterField> named(String name) {
        return all().stream().filter(field -> field.text().equals(name)).findFirst();
    }

    /** The name in filters. */
    String text();

    /** What the field's values are. */
    FieldType type();

    /**
     * The flow's fields that are looked at, one of which must match: two for {@link Several#ADDR}
     * and {@link Several#PORT}, none for {@link Several#HOST} and {@link Several#INTERFACE}, which
     * look at the observers.
     */
    List<FlowField> fields();

    /** Returns true for a field of the flow. */
    default boolean is(FlowField field) {
        return this instanceof Single single && single.field == field;
    }

    /** The kind of the field's values. */
    default FieldKind kind() {
        return type().kind();
    }

    /** The unit of numbers as users see it; empty if there is none. */
    default String unit() {
        return type().unit();
    }

    /** The smallest whole number that the field can have: 0, but times may be before 1970. */
    default long min() {
        return kind() == FieldKind.TIME ? Long.MIN_VALUE : 0;
    }

    /** The largest whole number that the field can have. */
    default long max() {
        return type().max();
    }

    /** Returns true if texts compare regardless of case. */
    default boolean ignoresCase() {
        return type().ignoresCase();
    }

    /** All values of a field of the kind {@link FieldKind#WORD}; empty for other kinds. */
    default List<String> words() {
        return type().words();
    }
}
