package io.ringflow.cli.cluster;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.FlowJob;
import io.ringflow.job.GrpcStateService;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.rpc.server.StateServiceSettings;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job on {@link FlinkProcesses} that reads a capture file, keeps all flows and is restarted. */
final class ReplayJob {

    private ReplayJob() {}

    /**
     * Submits the job.
     *
     * @param directory the directory of its checkpoints
     * @param port first port of the state service
     */
    static JobClient submit(
            FlinkProcesses flink, Path directory, Path file, int port, int parallelism)
            throws Exception {
        Configuration settings = new Configuration();
        settings.setString("execution.checkpointing.interval", "500 ms");
        settings.setString("execution.checkpointing.storage", "filesystem");
        settings.setString(
                "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        settings.setString("state.backend.type", "hashmap");
        settings.setString("restart-strategy.type", "fixed-delay");
        settings.setString("restart-strategy.fixed-delay.attempts", "1000");
        settings.setString("restart-strategy.fixed-delay.delay", "1 s");
        settings.setString("pipeline.generic-types", "false");
        settings.setString("parallelism.default", String.valueOf(parallelism));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createRemoteEnvironment(
                        "127.0.0.1", flink.restPort(), settings);
        env.setParallelism(parallelism);
        FlowJob.builder()
                .capture(
                        new FileCapture(
                                List.of(file.toString()), "", 0, true, DecodeSettings.DEFAULT))
                .flows(FlowSettings.defaults(1_000_000).withRetention(FlowSettings.RETAIN_ALL))
                .stateService(new GrpcStateService(StateServiceSettings.loopback(port)))
                .build()
                .addTo(env);
        return env.executeAsync(FlowJob.NAME);
    }
}
