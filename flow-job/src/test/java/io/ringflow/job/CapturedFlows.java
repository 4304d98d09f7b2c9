package io.ringflow.job;

import io.ringflow.capture.FileCapture;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/** Runs the job in a mini cluster and hands out its ended flows. */
public final class CapturedFlows {

    private CapturedFlows() {}

    /** The flows of capture files. */
    public static List<Flow> of(List<Path> captures) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        FlowJob job =
                FlowJob.builder()
                        .capture(FileCapture.of(captures.stream().map(Path::toString).toList()))
                        .flows(FlowSettings.defaults(1_000_000).withRetention(Duration.ZERO))
                        .build();
        List<Flow> flows = new ArrayList<>();
        CloseableIterator<Flow> all = job.flowsIn(env).executeAndCollect();
        all.forEachRemaining(flows::add);
        all.close();
        return flows.stream().filter(flow -> flow.event() == FlowEvent.END).toList();
    }
}
