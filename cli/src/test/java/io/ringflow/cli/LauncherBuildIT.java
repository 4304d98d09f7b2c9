package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs a shell and flock. Starts the launcher in a source tree whose Maven and JDK are scripts:
 * which JDK it takes, and when it builds.
 */
class LauncherBuildIT {

    @TempDir private Path directory;

    private SourceTree tree;

    @BeforeEach
    void writeTree() throws IOException {
        directory = directory.toRealPath();
        tree = SourceTree.in(directory);
        jdk("jdk", 21);
    }

    private Path jdk(String name, int version) throws IOException {
        Path home = directory.resolve(name);
        SourceTree.writeJdk(home, version);
        return home;
    }

    private Launched start(String name) throws IOException {
        return Launched.start(directory, name, SourceTree.launch("run"));
    }

    private void runsWith(Launched launched) throws Exception {
        SourceTree.assertRan(List.of(launched), directory.resolve("jdk"));
    }

    @Test
    void buildsOnFirstUseAndThenOnlyIfASourceIsNewer() throws Exception {
        Launched first = start("first");
        runsWith(first);
        assertThat(first.err()).contains("building Ringflow (first use)");
        Launched second = start("second");
        runsWith(second);
        assertThat(second.err()).isEmpty();
        assertThat(tree.builds()).isEqualTo(1);

        Files.setLastModifiedTime(tree.source(), FileTime.from(Instant.now().plusSeconds(1)));
        Launched stale = start("stale");
        runsWith(stale);
        assertThat(stale.err()).contains("building Ringflow (sources have changed)");
        assertThat(tree.builds()).isEqualTo(2);
    }

    @Test
    void buildsAgainIfASourceChangesDuringTheBuild() throws Exception {
        Files.writeString(tree.note("edit"), "class Edited {}\n");
        runsWith(start("first"));
        runsWith(start("second"));
        assertThat(tree.builds()).isEqualTo(2);
        runsWith(start("third"));
        assertThat(tree.builds()).isEqualTo(2);
    }

    @Test
    void startsAtTheSameTimeBuildOnce() throws Exception {
        List<Launched> starts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            starts.add(start("start" + i));
        }
        SourceTree.assertRan(starts, directory.resolve("jdk"));
        assertThat(tree.builds()).isEqualTo(1);
        assertThat(tree.note("overlap")).doesNotExist();
    }

    @Test
    void failedBuildRunsNothingAndIsTriedAgain() throws Exception {
        Files.writeString(tree.note("broken"), "");
        Launched failed = start("failed").ends(1);
        assertThat(failed.err()).contains("[ERROR] no room", "the build failed");
        assertThat(failed.out()).isEmpty();

        Files.delete(tree.note("broken"));
        runsWith(start("next"));
        assertThat(tree.builds()).isEqualTo(2);
    }

    @Test
    void distributionNeverBuilds() throws Exception {
        runsWith(start("first"));
        Files.setLastModifiedTime(tree.source(), FileTime.from(Instant.now().plusSeconds(1)));
        String line = SourceTree.launch("run").replace("tree/", tree.distribution() + "/bin/");
        runsWith(Launched.start(directory, "packaged", line));
        assertThat(tree.builds()).isEqualTo(1);
    }

    /** Starts the launcher; the JDKs of the system are those in the folder {@code jvm}. */
    private Launched choose(String name, String home, String onPath) throws IOException {
        Files.createDirectories(directory.resolve("jvm"));
        String path = onPath.isEmpty() ? "" : "$PWD/" + onPath + "/bin:";
        return Launched.start(
                directory,
                name,
                "exec unshare -m bash -c 'mount --bind jvm /usr/lib/jvm"
                        + " && export RINGFLOW_AOT=off JAVA_HOME="
                        + (home.isEmpty() ? "" : "$PWD/" + home)
                        + " PATH="
                        + path
                        + "$PWD/path:/usr/sbin:/usr/bin:/sbin:/bin && exec tree/ringflow run'");
    }

    @Test
    void takesTheFirstJdkThatIsNewEnough() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        assumeTrue(Files.isDirectory(Path.of("/usr/lib/jvm")), "skipped: no folder /usr/lib/jvm");
        jdk("old", 17);
        jdk("path-jdk", 22);
        runsWith(choose("home", "jdk", "path-jdk"));
        SourceTree.assertRan(
                List.of(choose("path", "old", "path-jdk"), choose("unset", "", "path-jdk")),
                directory.resolve("path-jdk"));
        assertThat(choose("none", "old", "old").ends(1).err())
                .contains("no JDK 21 or newer found; install one, or set JAVA_HOME to it");

        jdk("jvm/java-8", 8);
        jdk("jvm/java-25", 25);
        jdk("jvm/java-23", 23);
        SourceTree.assertRan(
                List.of(choose("newest", "old", "old"), choose("missing", "nowhere", "old")),
                Path.of("/usr/lib/jvm/java-25"));
    }
}
