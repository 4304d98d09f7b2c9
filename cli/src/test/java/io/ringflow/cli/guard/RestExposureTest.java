package io.ringflow.cli.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestExposureTest {

    private static final String SAMPLE = "../deploy/src/main/dist/share/sample.pcap";

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -i lo -Dflink.rest.bind-address=0.0.0.0",
                "jobmanager -Dflink.rest.bind-address=0.0.0.0",
                "jobmanager -Dflink.rest.bind-address=::",
                "jobmanager -Dflink.rest.address=192.0.2.1",
                "jobmanager -Dflink.jobmanager.rpc.address=192.0.2.1",
                "jobmanager -Dflink.rest.bind-address=0.0.0.0"
                        + " -Dflink.security.ssl.rest.enabled=true",
                "replay " + SAMPLE + " --serve -Dflink.rest.bind-address=0.0.0.0",
                "replay " + SAMPLE + " --serve -Dflink.rest.bind-address=localhost.example"
            })
    void refusesToListenBeyondLoopbackWithoutTokensOrMutualTls(String line) {
        List<String> command = new ArrayList<>(List.of(line.split(" ", -1)));
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("flink.rest.bind-address", "not the loopback interface")
                .containsAnyOf("cluster.keys", "security.mode: token");
    }

    @Test
    void reportsDirectoryWithoutKeys() {
        CommandRun run = CommandRun.of("submit", "status", "-Dcluster.keys=" + directory);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("cluster.keys: " + directory, "ringflow keys " + directory);
    }
}
