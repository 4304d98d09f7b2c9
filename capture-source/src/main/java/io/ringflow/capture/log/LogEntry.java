package io.ringflow.capture.log;

import io.ringflow.capture.report.CaptureReport;

/**
 * An entry of a capture's log. Immutable; written by the capture thread and read by task threads.
 *
 * @param number number of the entry, from 0
 * @param framesBefore frames that the capture had read before this entry
 * @param dropsBefore packets that the kernel had dropped before this entry
 * @param report what was counted since the entry before
 * @param payload what is kept of the packets; null for a mark of time and counts alone
 * @param bytes memory that the entry takes
 */
public record LogEntry<P>(
        long number,
        long framesBefore,
        long dropsBefore,
        CaptureReport report,
        P payload,
        long bytes) {

    /** The position after this entry. */
    LogPosition after(long logId) {
        return new LogPosition(
                logId,
                number + 1,
                framesBefore + report.packets,
                dropsBefore + report.drops,
                report.newestNanos);
    }
}
