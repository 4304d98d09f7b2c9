package io.ringflow.model.state.answer;

/**
 * How reading the history of ended flows goes.
 *
 * @param directory where it is
 * @param problem why it can't be read, for people; empty if it can
 * @param queries queries since the process started, failed ones too
 * @param nanos how long they took together
 * @param rows flows and groups that they returned
 */
public record HistoryStatus(
        String directory, String problem, long queries, long nanos, long rows) {}
