package io.ringflow.job;

import io.ringflow.capture.CaptureSettings;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job as tests of other packages vary it. */
public final class FlowJobs {

    private FlowJobs() {}

    /** Adds the job with local tables of another size, which must not change any flow. */
    public static void build(
            StreamExecutionEnvironment env,
            CaptureSettings capture,
            FlowSettings flow,
            FileExport export,
            int tableRows) {
        var unused = FlowJob.build(env, capture, flow, List.of(export), false, tableRows);
    }
}
