package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.model.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs root, curl and Chromium. Attacks Flink's REST server of {@code ringflow run} as other users
 * on its host, from another host and from web pages. Nothing may be executed, cancelled, written or
 * listed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlinkAttackIT {

    private static final String FLINK = "http://127.0.0.1:8081";
    private static final String SAMPLE = "../deploy/src/main/dist/share/sample.pcap";

    /** More slots than the job takes, so that another job would run immediately. */
    private static final String SLOTS = "-Dflink.taskmanager.numberOfTaskSlots=8";

    private static final List<String[]> DISGUISES =
            List.of(
                    new String[] {},
                    new String[] {"-H", "Host: rebound.example:8081"},
                    new String[] {"-H", "Origin: https://evil.example"},
                    new String[] {"-H", "Origin: null"},
                    new String[] {"-H", "Transfer-Encoding: chunked"},
                    new String[] {"-H", "X-Forwarded-For: 127.0.0.1", "--http1.0"});

    private Path directory;
    private Path job;
    private Path effect;
    private Path savepoints;
    private HostNetwork network;
    private AttackedHost host;
    private String id;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        Command.assumeInstalled("curl", "curl");
        directory = temporary;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        job = directory.resolve("job.bin");
        effect = directory.resolve("effect.ndjson");
        savepoints = Files.createDirectory(directory.resolve("savepoints"));
        AttackersJob.write(job, effect);
        network = new HostNetwork(2);
        host = new AttackedHost(network, 1, directory, "run", "-i", "eth0", SLOTS, "-Dstate.dir=");
        host.awaitPrinted("(Flink web UI at http://127.0.0.1:8081)");
        id = awaitJob();
    }

    @AfterAll
    void stop() {
        if (host != null) {
            host.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private String awaitJob() throws Exception {
        String jobs = "";
        for (int attempt = 0; attempt < 300 && !jobs.contains("\"RUNNING\""); attempt++) {
            jobs = host.curl(1, FLINK + "/jobs");
        }
        assertThat(jobs).contains("\"RUNNING\"");
        return jobs.replaceAll("(?s).*\"id\":\"([0-9a-f]{32})\".*", "$1");
    }

    @AfterEach
    void nothingWasExecutedCancelledOrWritten() throws Exception {
        assertThat(host.process().isAlive()).isTrue();
        assertThat(host.curl(1, FLINK + "/jobs"))
                .contains("{\"jobs\":[{\"id\":\"" + id + "\",\"status\":\"RUNNING\"}]}");
        assertThat(effect).doesNotExist();
        assertThat(savepoints).isEmptyDirectory();
        assertThat(uploads()).isEmpty();
    }

    /** Returns the files that were uploaded to Flink. */
    private List<Path> uploads() throws IOException {
        try (Stream<Path> files = Files.walk(host.temporary())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("flink-web-upload"))
                    .toList();
        }
    }

    private String refused(String... arguments) throws Exception {
        String answer = host.curl(1, arguments);
        assertThat(answer)
                .as("%s", String.join(" ", arguments))
                .containsPattern("\n4\\d\\d$")
                .doesNotContainIgnoringCase("access-control-allow")
                .doesNotContain(id);
        return answer;
    }

    private void refusedInEachDisguise(String... arguments) throws Exception {
        for (String[] disguise : DISGUISES) {
            refused(Stream.of(disguise, arguments).flatMap(Stream::of).toArray(String[]::new));
        }
    }

    @Test
    void refusesJobsOfAttackers() throws Exception {
        String[] form = {
            "-F",
            "request={\"jobGraphFileName\":\"job.bin\",\"jobJarFileNames\":[],"
                    + "\"jobArtifactFileNames\":[]}",
            "-F",
            "file_0=@" + job
        };
        for (String path : List.of("/jobs", "/v1/jobs", "//jobs", "/%6aobs", "/jobs/", "/jobs;a")) {
            List<String> arguments = new ArrayList<>(List.of("--path-as-is", FLINK + path));
            arguments.addAll(List.of(form));
            refusedInEachDisguise(arguments.toArray(String[]::new));
        }
        refused(FLINK + "/jars/upload", "-F", "jarfile=@" + job);
    }

    @Test
    void refusesChangesToTheJob() throws Exception {
        String url = FLINK + "/jobs/" + id;
        String directories =
                "{\"target-directory\":\"" + savepoints.toUri() + "\",\"cancel-job\":true}";
        String stop = "{\"targetDirectory\":\"" + savepoints.toUri() + "\",\"drain\":true}";
        refusedInEachDisguise(url + "/savepoints", "-d", directories);
        refusedInEachDisguise(url + "/stop", "-d", stop);
        refusedInEachDisguise(url + "/checkpoints", "-d", "{}");
        refusedInEachDisguise("-X", "PATCH", url + "?mode=cancel");
        refusedInEachDisguise("-X", "PATCH", url + "/clientHeartbeat", "-d", "{}");
        refusedInEachDisguise("-X", "PUT", url + "/resource-requirements", "-d", "{}");
        refusedInEachDisguise("-X", "DELETE", FLINK + "/cluster");
        refusedInEachDisguise(FLINK + "/savepoint-disposal", "-d", "{\"savepoint-path\":\"/x\"}");
        refusedInEachDisguise("-X", "OPTIONS", url);
        for (String path :
                List.of(
                        "/jobs/ID/yarn-cancel",
                        "/jobs/ID/yarn-stop",
                        "/v1/jobs/ID/yarn-cancel",
                        "//jobs/ID/yarn-cancel",
                        "/jobs/ID/yarn-cancel/",
                        "/jobs/ID/./yarn-cancel",
                        "/jobs/ID/x/../yarn-cancel",
                        "/jobs/ID/%79arn-cancel",
                        "/jobs/ID/yarn-cancel;x",
                        "/jobs/ID/yarn-cancel?x")) {
            String disguised = FLINK + path.replace("ID", id);
            refusedInEachDisguise("--path-as-is", disguised);
            refused("--path-as-is", "-I", disguised);
        }
    }

    @Test
    void refusesToListForOtherOriginsAndHosts() throws Exception {
        for (String path : List.of("/jobs", "/jobs/overview", "/taskmanagers", "/config", "/")) {
            refused("-H", "Origin: https://evil.example", FLINK + path);
            refused("-H", "Host: rebound.example:8081", FLINK + path);
            assertThat(host.status(2, "http://" + HostNetwork.address(1) + ":8081" + path))
                    .isEqualTo("000");
        }
        for (String path :
                List.of("/jobmanager/config", "/jobmanager/environment", "/jobmanager/logs")) {
            refused(FLINK + path);
        }
    }

    @Test
    void answersProgramsOnThisHostWhatTheWebUiShows() throws Exception {
        for (String path :
                List.of("/", "/index.html", "/config", "/overview", "/jobs/" + id, "/v1/jobs")) {
            assertThat(host.curl(1, FLINK + path))
                    .as(path)
                    .endsWith("\n200")
                    .doesNotContainIgnoringCase("access-control-allow");
        }
    }

    @Test
    void runListensOnLoopbackOnly() throws Exception {
        assertThat(ListeningSockets.of(host.process()))
                .isEqualTo(DocumentedPorts.at("127.0.0.1", "run"));
    }

    @Test
    void servedReplayListensOnLoopbackOnly() throws Exception {
        try (AttackedHost replay =
                new AttackedHost(network, 2, directory, "replay", SAMPLE, "--serve")) {
            replay.awaitPrinted("(Flink web UI at http://127.0.0.1:8081)");
            assertThat(ListeningSockets.of(replay.process()))
                    .isEqualTo(DocumentedPorts.at("127.0.0.1", "replay --serve"));
            assertThat(replay.status(2, "-X", "DELETE", FLINK + "/cluster")).isEqualTo("403");
        }
    }

    /** The replay reads from a pipe that stays open. */
    @Test
    void replayListensNowhere() throws Exception {
        Path flows = directory.resolve("replayed.ndjson");
        try (AttackedHost replay =
                new AttackedHost(network, 2, directory, "replay", "-", "-o", flows.toString())) {
            for (int attempt = 0; attempt < 3_000 && !Files.exists(flows); attempt++) {
                assertThat(replay.process().isAlive()).as(replay.printed()).isTrue();
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(flows).exists();
            assertThat(ListeningSockets.of(replay.process())).isEmpty();
        }
    }

    @Test
    void pageOfAnotherOriginReachesNothing() throws Exception {
        Command.assumeInstalled("chromium", "chromium");
        String script =
                Files.readString(Path.of("../cli/src/test/resources/flink-attack.js"))
                        .replace("FLINK", FLINK)
                        .replace("ID", id)
                        .replace("SAVEPOINTS", savepoints.toUri().toString());
        assertThat(AttackingPage.run(network.namespace(1), directory, script, job))
                .isEqualTo("done");
    }
}
