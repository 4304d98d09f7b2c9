package io.ringflow.model;

import java.util.Objects;

/**
 * What the addresses of a flow were called; empty if nothing is known. The names are in lower case.
 *
 * @param src name of the initiator's address
 * @param dst name of the responder's address
 * @param source how {@code dst}, or {@code src} if there is no other, is known
 */
public record FlowNames(String src, String dst, NameSource source) {

    /** No names. */
    public static final FlowNames NONE = new FlowNames("", "", NameSource.NONE);

    public FlowNames {
        Objects.requireNonNull(src, "src");
        Objects.requireNonNull(dst, "dst");
        Objects.requireNonNull(source, "source");
    }
}
