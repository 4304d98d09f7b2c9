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
 * @param openNanos event time before which all packets are in this entry or an earlier one
 */
public record LogEntry<P>(
        long number,
        long framesBefore,
        long dropsBefore,
        CaptureReport report,
        P payload,
        long bytes,
        long openNanos) {

    /** The position after this entry. */
    LogPosition after(long logId) {
        return new LogPosition(
                logId,
                number + 1,
                framesBefore + report.packets,
                dropsBefore + report.drops,
                openNanos);
    }

    /** Event time after this entry. */
    long eventNanos() {
        return report.newestNanos == Long.MAX_VALUE ? report.lastNanos : report.newestNanos;
    }

    /** The same entry with another report. */
    LogEntry<P> with(CaptureReport newReport) {
        long size = bytes - report.memoryBytes() + newReport.memoryBytes();
        return new LogEntry<>(
                number, framesBefore, dropsBefore, newReport, payload, size, openNanos);
    }

    /** This entry and the next one in one, with the next one's number; null if not possible. */
    LogEntry<P> mergedWith(LogEntry<P> next, Merger<P> merger) {
        P both = payload == null ? next.payload : payload;
        long size = payloadBytes() + next.payloadBytes();
        if (payload != null && next.payload != null) {
            Merger.Merged<P> merged = merger.merge(payload, next.payload);
            if (merged == null) {
                return null;
            }
            both = merged.payload();
            size = merged.bytes();
        }
        CaptureReport sum = report.copy();
        sum.add(next.report);
        size += sum.memoryBytes();
        return new LogEntry<>(
                next.number, framesBefore, dropsBefore, sum, both, size, next.openNanos);
    }

    private long payloadBytes() {
        return bytes - report.memoryBytes();
    }
}
