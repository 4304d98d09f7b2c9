package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.model.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs a shell and flock, one test also root. Starts the launcher with a JDK that is a script: it
 * trains at once, and otherwise prints its arguments.
 */
class StartCacheIT {

    private static final String JAVA =
            """
            #!/bin/sh
            for argument in "$@"; do
                case "$argument" in -XX:AOTCacheOutput=*) new=${argument#*=} ;; esac
            done
            case "$*" in *ClientTraining*) echo kept >"$argument.help" ;; esac
            [ -n "$new" ] || { echo "$@"; exit; }
            mkdir "$0.training" || touch "$0.overlap"
            echo "$@" >>"$0.trainings"
            sleep 0.2
            rmdir "$0.training"
            [ ! -e "$0.broken" ] || { echo no room; exit 1; }
            echo cache >"$new"
            """;

    private static final long PATIENCE_SECONDS = 180;

    @TempDir private Path directory;

    private Path java;
    private Path lib;

    @BeforeEach
    void writeDistributionAndJdk() throws IOException {
        java = directory.resolve("jdk/bin/java");
        lib = directory.resolve("dist/lib");
        Path launcher = directory.resolve("dist/bin/ringflow");
        Path temporary = directory.resolve("tmp");
        for (Path parent : List.of(java.getParent(), lib, launcher.getParent(), temporary)) {
            Files.createDirectories(parent);
        }
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        for (String jar : List.of("cli-1", "flow-model-1", "picocli-4", "flink-core-2")) {
            Files.writeString(lib.resolve(jar + ".jar"), "");
        }
        Files.copy(Path.of("../ringflow"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Launched start(String name, String collector, String command) throws IOException {
        return launch(name, "RINGFLOW_AOT=on RINGFLOW_GC=" + collector, command);
    }

    private Launched launch(String name, String environment, String command) throws IOException {
        return Launched.start(
                directory,
                name,
                "export JAVA_HOME=$PWD/jdk TMPDIR=$PWD/tmp "
                        + environment
                        + "; exec dist/bin/ringflow "
                        + command);
    }

    private List<Path> caches() throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            return files.filter(file -> file.toString().endsWith(".aot")).sorted().toList();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private boolean exists(String ending) {
        try (Stream<Path> files = Files.list(lib)) {
            return files.anyMatch(file -> file.toString().endsWith(ending));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void startsAtOnceWithDifferentOptionsMakeACacheEachOneAfterTheOther() throws Exception {
        List<Path> before = List.of();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (before.size() < 3) {
            List<Launched> starts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                starts.add(start("start" + i, "-XX:+Use" + i % 3 + "GC", "replay x.pcap"));
            }
            for (Launched started : starts) {
                assertThat(started.ends(0).err()).isEmpty();
            }
            Waiting.until(
                    "the end of the training",
                    () -> !Files.exists(java.resolveSibling("java.training")));
            List<Path> after = caches();
            assertThat(after).as("no cache is lost").containsAll(before);
            before = after;
            assertThat(System.nanoTime()).as("%s", before).isLessThan(deadline);
        }
        assertThat(java.resolveSibling("java.overlap")).doesNotExist();
        Waiting.until("no temporary file", () -> isEmpty(directory.resolve("tmp")));
        assertThat(Files.readAllLines(java.resolveSibling("java.trainings"))).hasSize(3);
        assertThat(start("last", "-XX:+Use1GC", "replay x.pcap").ends(0).out())
                .contains("-XX:AOTCache=" + lib.toRealPath());
    }

    @Test
    void failedTrainingIsReportedOnceAndTriedAgain() throws Exception {
        Files.writeString(java.resolveSibling("java.broken"), "");
        assertThat(start("first", "-XX:+A", "run").ends(0).err()).isEmpty();
        Waiting.until("a failure", () -> exists(".failed"));
        assertThat(start("second", "-XX:+A", "run").ends(0).err())
                .contains("the start cache could not be made", ".failed says why");
        assertThat(start("third", "-XX:+A", "run").ends(0).err()).isEmpty();
        assertThat(Files.readAllLines(java.resolveSibling("java.trainings"))).hasSize(1);

        Files.delete(java.resolveSibling("java.broken"));
        try (Stream<Path> files = Files.list(lib)) {
            for (Path failed : files.filter(f -> f.toString().endsWith(".failed")).toList()) {
                assertThat(failed).content().contains("no room");
                Instant longAgo = Instant.now().minusSeconds(3600);
                Files.setLastModifiedTime(failed, FileTime.from(longAgo));
            }
        }
        start("fourth", "-XX:+A", "run").ends(0);
        Waiting.until("a cache", () -> exists(".aot") && !exists(".failed") && !exists(".said"));
    }

    @Test
    void helpIsKeptWithTheStartCacheAndPrintedWithoutJvm() throws Exception {
        String train = "RINGFLOW_AOT=on RINGFLOW_TRAIN=1";
        assertThat(launch("first", train, "flows").ends(0).out()).contains("picocli-4.jar");
        assertThat(launch("help", train, "--help").ends(0).out()).isEqualTo("kept\n");
        assertThat(launch("version", train, "--version").ends(0).out()).contains("picocli-4.jar");
        assertThat(launch("other", train, "flows --help").ends(0).out()).contains("picocli-4.jar");
    }

    @Test
    void clientsAndHelpHaveNoFlinkOnTheirClassPath() throws Exception {
        for (String command : List.of("flows", "top srcAddr", "interfaces", "--help", "")) {
            assertThat(launch("client", "RINGFLOW_AOT=off", command).ends(0).out())
                    .contains("picocli-4.jar", "flow-model-1.jar")
                    .doesNotContain("flink");
        }
        assertThat(launch("job", "RINGFLOW_AOT=off", "run").ends(0).out())
                .contains("flink-core-2.jar");
    }

    @Test
    void rootBuildsAndTrainsAsTheOwnerOfTheSourceTree() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: needs root");
        SourceTree.in(directory);
        Launched launched =
                Launched.start(
                        directory,
                        "sudo",
                        "chmod -R a+rwX . && chown -R nobody tree"
                                + " && export JAVA_HOME=$PWD/jdk PATH=$PWD/path:$PATH"
                                + " RINGFLOW_AOT=on RINGFLOW_TRAIN=1 && tree/ringflow run"
                                + " && find tree -user root >root-files && find tree -name '*.aot'");

        assertThat(launched.ends(0).out()).contains("start-job-");
        assertThat(directory.resolve("root-files")).isEmptyFile();
    }
}
