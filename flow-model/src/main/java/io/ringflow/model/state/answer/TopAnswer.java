package io.ringflow.model.state.answer;

import java.util.List;

/**
 * The keys with most traffic.
 *
 * @param top the keys in descending order of traffic
 * @param other the traffic of all other keys, with an empty key
 * @param basis what was counted
 * @param coverage which part of the state answered
 */
public record TopAnswer(List<Entry> top, Entry other, Basis basis, Coverage coverage) {

    /** What the numbers of an answer count. */
    public enum Basis {
        /** The packets of the window. */
        WINDOW("window"),
        /** Whole flows that were seen in the window, including their packets before it. */
        FLOWS("flows");

        private final String text;

        Basis(String text) {
            this.text = text;
        }

        /** The word users see. */
        public String text() {
            return text;
        }
    }

    /**
     * The traffic of one key.
     *
     * @param key one text per field of the query, as flows show it; empty if absent
     * @param bytes IP bytes
     * @param packets packets
     * @param flows flows
     * @param share the key's share of the total, 0 to 1, in the metric of the query
     */
    public record Entry(List<String> key, long bytes, long packets, long flows, double share) {}
}
