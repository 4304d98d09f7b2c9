package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.model.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs root and curl. Runs a JobManager without a configuration on the loopback interface of a
 * host with several users.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTokenIT {

    private static final String FLINK = "http://127.0.0.1:8081";

    private Path directory;
    private HostNetwork network;
    private AttackedHost manager;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        Command.assumeInstalled("curl", "curl");
        directory = temporary;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        network = new HostNetwork(1);
        manager = new AttackedHost(network, 1, directory, "jobmanager");
        manager.awaitPrinted("(JobManager with Flink web UI)");
    }

    @AfterAll
    void stop() {
        if (manager != null) {
            manager.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @Test
    void jobManagerListensOnDocumentedPorts() throws Exception {
        assertThat(ListeningSockets.of(manager.process()))
                .isEqualTo(DocumentedPorts.at("127.0.0.1", "jobmanager"));
        assertThat(manager.printed())
                .contains("WARNING", "every user of this host", "6123", "6124");
    }

    @Test
    void onlyUsersWhoCanReadTheTokenStartJobs() throws Exception {
        Path job = directory.resolve("job.bin");
        AttackersJob.write(job, directory.resolve("effect.ndjson"));
        String request =
                "request={\"jobGraphFileName\":\"job.bin\",\"jobJarFileNames\":[],"
                        + "\"jobArtifactFileNames\":[]}";
        assertThat(manager.status(1, FLINK + "/jobs", "-F", request, "-F", "file_0=@" + job))
                .isEqualTo("401");
        Path token = directory.resolve(".ringflow/cluster.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(manager.curl(1, FLINK + "/jobs")).contains("{\"jobs\":[]}");

        try (AttackedHost other = submit("-Dcluster.tokenFile=" + directory.resolve("none"))) {
            assertThat(other.process().waitFor()).as(other.printed()).isEqualTo(1);
            assertThat(other.printed()).contains("refuses", "a token is needed", "tokenFile");
        }
        try (AttackedHost own = submit()) {
            assertThat(own.process().waitFor()).as(own.printed()).isZero();
        }
        assertThat(manager.curl(1, FLINK + "/jobs")).containsPattern("\"id\":\"[0-9a-f]{32}\"");
    }

    private AttackedHost submit(String... options) throws Exception {
        String[] command = new String[options.length + 1];
        command[0] = "submit";
        System.arraycopy(options, 0, command, 1, options.length);
        return new AttackedHost(network, 1, directory, command);
    }
}
