package io.ringflow.capture.log;

/**
 * Merges the payloads of consecutive entries to save memory. Called by the capture thread; must
 * neither change the payloads nor keep them.
 *
 * @param <P> what is kept of the packets
 */
@FunctionalInterface
public interface Merger<P> {

    /**
     * Two payloads in one.
     *
     * @param payload both payloads
     * @param bytes memory that it takes
     */
    record Merged<P>(P payload, long bytes) {}

    /** Merges two payloads, or returns null if these can't be merged. */
    Merged<P> merge(P first, P second);

    /** A merger that merges nothing. */
    static <P> Merger<P> none() {
        return (first, second) -> null;
    }
}
