package io.ringflow.history.store;

import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Leaves out all updates of a flow but the first of each hour of its life, since other exports may
 * ask for more. After a restart an hour may have a second one. Used by one thread.
 */
final class HourlyUpdates implements RecordEncoder {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    /** The last packet before an update is earlier than the update. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    /** Flows with a shorter life have no update. */
    static final Duration LEAST_DURATION = Duration.ofHours(1).minus(SLACK);

    private final RecordEncoder encoder;

    /** The hour of the last update of each flow that had one. */
    private final Map<FlowId, Long> hours = new HashMap<>();

    HourlyUpdates(RecordEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        if (!flow.active()) {
            hours.remove(flow.id());
            encoder.write(flow, out);
            return;
        }
        long hour = (flow.lastNanos() - flow.firstNanos() + SLACK.toNanos()) / HOUR;
        if (hour > hours.getOrDefault(flow.id(), 0L)) {
            hours.put(flow.id(), hour);
            encoder.write(flow, out);
        }
    }
}
