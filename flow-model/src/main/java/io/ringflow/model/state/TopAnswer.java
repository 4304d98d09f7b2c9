package io.ringflow.model.state;

import java.util.List;

/**
 * The keys with most traffic.
 *
 * @param top the keys, those with most first
 * @param other all traffic that no key of the list has, with an empty key
 * @param basis what was counted
 * @param coverage what part of the state answered
 */
public record TopAnswer(List<Entry> top, Entry other, Basis basis, Coverage coverage) {

    /** What the numbers of an answer are sums of. */
    public enum Basis {
        /** Packets of the window, whatever flow they belong to. */
        WINDOW("window"),
        /** Whole flows: those that were seen in the window, from their begin on. */
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
     * @param key one text for each field of the query, as flows write it; empty where absent
     * @param bytes IP bytes
     * @param packets packets
     * @param flows flows
     * @param share the part that the key has of all that was counted, 0 to 1, in the metric asked
     */
    public record Entry(List<String> key, long bytes, long packets, long flows, double share) {}
}
