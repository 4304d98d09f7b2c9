package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.FileCapture;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.model.format.FlowWriter;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** The job's settings in Flink's web UI. */
class ShownSettingsTest {

    @Test
    void areGlobalParametersOfTheJobBesideThoseOfTheUser() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(
                        1,
                        Configuration.fromMap(
                                Map.of("pipeline.global-job-parameters", "team:network")));
        FileTarget file = FileTarget.of("flows.csv", FlowWriter.Format.CSV);
        FlowJob.builder()
                .capture(FileCapture.of(List.of("office.pcap")))
                .export(Export.of("archive", file))
                .shown(Map.of("flow.idleTimeout", "{tcp: 120s, udp: 60s}"))
                .build()
                .addTo(environment);
        assertThat(environment.getConfig().getGlobalJobParameters().toMap())
                .containsEntry("flow.idleTimeout", "{tcp: 120s, udp: 60s}")
                .containsEntry("export.archive", file.label())
                .containsEntry("team", "network");
    }
}
