package io.ringflow.cli.cluster;

import io.ringflow.capture.FileCapture;
import io.ringflow.job.FlowJob;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job that writes a file, which attackers try to start. */
final class AttackersJob {

    private static final Path SAMPLE = Path.of("../deploy/src/main/dist/share/sample.pcap");

    private AttackersJob() {}

    /**
     * Writes the job graph as Flink's client sends it.
     *
     * @param file the file for the job graph
     * @param effect the file that the job would write
     */
    static void write(Path file, Path effect) throws IOException {
        Configuration settings = new Configuration();
        settings.setString("parallelism.default", "1");
        settings.setString("pipeline.max-parallelism", String.valueOf(FlowJob.SHARDS));
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(settings);
        FlowJob.builder()
                .capture(FileCapture.of(List.of(SAMPLE.toAbsolutePath().toString())))
                .flows(FlowSettings.defaults(1_000))
                .export(FileTarget.export(effect.toString(), FlowWriter.Format.NDJSON, false))
                .build()
                .addTo(environment);
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(environment.getStreamGraph().getJobGraph());
        }
    }
}
