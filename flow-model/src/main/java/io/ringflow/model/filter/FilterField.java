package io.ringflow.model.filter;

import java.util.Arrays;
import java.util.Optional;

/** A field that filters can look at. */
public enum FilterField {
    SRC_ADDR("srcAddr"),
    DST_ADDR("dstAddr"),
    PROTOCOL("protocol"),
    ADDR("addr"),
    PORT("port"),
    HOST("host"),
    INTERFACE("interface");

    private final String text;

    FilterField(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The field with a name. */
    public static Optional<FilterField> named(String name) {
        return Arrays.stream(values()).filter(field -> field.text.equals(name)).findAny();
    }
}
