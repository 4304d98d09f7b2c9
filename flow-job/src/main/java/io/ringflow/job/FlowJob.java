package io.ringflow.job;

import io.ringflow.capture.CaptureSettings;
import java.util.List;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** stub: being written. The job graph: source, local aggregation, flow tracking, exports. */
public final class FlowJob {

    private FlowJob() {}

    /** Adds the job to an environment; the caller executes it. */
    public static void build(
            StreamExecutionEnvironment env,
            CaptureSettings capture,
            FlowSettings flow,
            List<FileExport> exports) {}

    /** What a finished bounded job counted. */
    public static ReplaySummary summary(JobExecutionResult result) {
        throw new UnsupportedOperationException("being written");
    }
}
