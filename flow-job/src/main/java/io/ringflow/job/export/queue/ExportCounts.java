package io.ringflow.job.export.queue;

/**
 * What happened to the records of an export.
 *
 * @param delivered records that the target has taken
 * @param dropped records that were lost: dropped because the queue was full, or lost by the target
 * @param retries failed attempts to connect or deliver
 */
record ExportCounts(long delivered, long dropped, long retries) {

    static final ExportCounts ZERO = new ExportCounts(0, 0, 0);

    ExportCounts plusDelivered(long records) {
        return new ExportCounts(delivered + records, dropped, retries);
    }

    ExportCounts plusDropped(long records) {
        return new ExportCounts(delivered, dropped + records, retries);
    }

    ExportCounts plusRetry() {
        return new ExportCounts(delivered, dropped, retries + 1);
    }

    ExportCounts plus(ExportCounts other) {
        return new ExportCounts(
                delivered + other.delivered, dropped + other.dropped, retries + other.retries);
    }
}
