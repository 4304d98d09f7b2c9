package io.ringflow.capture.log;

/**
 * How full a capture's log is.
 *
 * @param entries number of entries
 * @param bytes memory that they take
 * @param share those bytes as a share of the memory for all logs of the process, 0 to 1
 */
public record LogFill(int entries, long bytes, double share) {}
