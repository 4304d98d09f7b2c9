package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.LiveCapture;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.model.format.FlowWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/**
 * What ties a savepoint to the job. Flink finds an operator's state by the operator's uid, so a uid
 * that changes loses the state, and so does another number of key groups.
 */
class JobGraphTest {

    private static StreamGraph graph() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
        Export export = FileTarget.export("x", FlowWriter.Format.CSV, false);
        FlowJob.builder()
                .capture(LiveCapture.builder(List.of("eth0")).build())
                .export(export)
                .queryable(true)
                .build()
                .addTo(env);
        return env.getStreamGraph();
    }

    @Test
    void keepsUidsOfItsOperators() {
        Map<String, String> names = new TreeMap<>();
        for (StreamNode node : graph().getStreamNodes()) {
            names.put(node.getTransformationUID(), node.getOperatorName());
        }
        assertThat(names)
                .containsOnlyKeys(
                        "capture",
                        "capture-tracker",
                        "export-encoder-output",
                        "export-writer-output-78",
                        "flow-tracker",
                        "fragment-router",
                        "late-1h",
                        "late-1min",
                        "late-1s",
                        "rollup-1h",
                        "rollup-1min",
                        "rollup-1s",
                        "rollup-store");
    }

    @Test
    void hasAsManyKeyGroupsAsShards() {
        assertThat(FlowJob.SHARDS).isEqualTo(1024);
        assertThat(graph().getStreamNodes())
                .allSatisfy(node -> assertThat(node.getMaxParallelism()).isEqualTo(1024));
    }
}
